-- In how many months an attempt is paid; at once where there are none.
ALTER TABLE attempts ADD COLUMN installments BIGINT;
