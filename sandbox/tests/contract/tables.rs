//! The field tables: Conekta's by its OpenAPI specification (2.3.0), n1co's by its charge page and
//! its documentation of version 3.

use serde_json::{Value, json};

use crate::table::{Object, Tables, schema_of};

pub(crate) const CONEKTA: Tables = Tables {
    objects: CONEKTA_OBJECTS,
    answers: &[
        ("getCustomers", "page of @customer"),
        ("createCustomer", "@customer"),
        ("getCustomerById", "@customer"),
        ("updateCustomer", "@customer"),
        ("deleteCustomerById", "@customer"),
        ("GetCustomerPaymentMethods", "page of @payment_source"),
        ("CreateCustomerPaymentMethods", "@payment_source"),
        ("UpdateCustomerPaymentMethods", "@payment_source"),
        ("DeleteCustomerPaymentMethods", "@payment_source"),
        ("createToken", "@token"),
        ("getOrders", "page of @order"),
        ("createOrder", "@order"),
        ("getOrderById", "@order"),
        ("updateOrder", "@order"),
        ("CancelOrder", "@order"),
        ("ordersCreateCapture", "@order"),
        ("ordersCreateCharge", "@charge"),
        ("ordersCreateCharges", "@charge[]"),
        ("orderRefund", "@order"),
        ("orderCancelRefund", "@order"),
        ("getCharges", "page of @charge"),
        ("updateCharge", "@charge"),
        ("getEvents", "page of @event"),
        ("getEvent", "@event"),
        ("resendEvent", "@webhook_log"),
        ("getWebhooks", "page of @webhook"),
        ("createWebhook", "@webhook"),
        ("getWebhook", "@webhook"),
        ("updateWebhook", "@webhook"),
        ("deleteWebhook", "@webhook"),
        ("testWebhook", "@webhook"),
        ("getWebhookKeys", "page of @webhook_key"),
        ("createWebhookKey", "@webhook_key"),
        ("getWebhookKey", "@webhook_key"),
        ("updateWebhookKey", "@webhook_key"),
        ("deleteWebhookKey", "@webhook_key"),
    ],
    errors: conekta_error,
};

/// Each status has its `type`; only a declined charge brings the order along.
fn conekta_error(status: u16) -> Value {
    let kind = match status {
        400 | 413 => "malformed_request_error",
        401 => "authentication_error",
        402 | 403 => "processing_error",
        404 => "resource_not_found_error",
        409 => "conflict_error",
        422 => "parameter_validation_error",
        428 => "precondition_required_error",
        500 => "api_error",
        other => panic!("the provider has no error {other}"),
    };
    let error = if status == 402 {
        json!({ "anyOf": [schema_of("@error"), schema_of("@decline")] })
    } else {
        schema_of("@error")
    };
    json!({ "allOf": [error, { "properties": { "type": { "const": kind } } }] })
}

const CONEKTA_OBJECTS: &[Object] = &[
    Object {
        name: "customer",
        schema: "Customer",
        fields: r#"id!:string object!:"customer" created_at!:integer livemode!:boolean name!:string
            corporate:boolean email:string phone?:string custom_reference?:string
            national_id?:string date_of_birth?:string default_payment_source_id:string|null
            default_fiscal_entity_id:string|null default_shipping_contact_id?:string
            payment_sources:@payment_source[] shipping_contacts:@shipping_contact[]
            fiscal_entities:@fiscal_entity[] subscription:object|null metadata:object
            antifraud_info:@antifraud_info|null deleted?:boolean"#,
    },
    Object {
        name: "shipping_contact",
        schema: "ShippingContact",
        fields: r#"id!:string object!:"shipping_contact" created_at!:integer parent_id:string
            default:boolean phone?:string receiver?:string between_streets?:string
            address!:@address metadata:object"#,
    },
    Object {
        name: "fiscal_entity",
        schema: "FiscalEntity",
        fields: r#"id!:string object!:"fiscal_entity" created_at!:integer parent_id:string
            default:boolean tax_id?:string email?:string phone?:string
            company_name?:string name?:string address!:@address metadata:object"#,
    },
    Object {
        name: "address",
        schema: "Address",
        fields: r#"object:"shipping_address"|"fiscal_entity_address" street1?:string
            street2?:string postal_code?:string city?:string state?:string country?:string
            residential?:boolean external_number?:string"#,
    },
    Object {
        name: "antifraud_info",
        schema: "AntifraudInfo",
        fields: "account_created_at:integer|null first_paid_at:integer|null",
    },
    Object {
        name: "payment_source",
        schema: "PaymentSource",
        fields: r#"id!:string object!:"payment_source" type!:"card" created_at!:integer
            parent_id:string last4:string bin:string card_type:"credit"|"debit" exp_month:string
            exp_year:string brand:"visa"|"mastercard"|"american_express" issuer:string name:string
            default:boolean payment_source_status:"active" visible_on_checkout:boolean
            deleted?:boolean"#,
    },
    Object {
        name: "token",
        schema: "Token",
        fields: r#"id!:string livemode!:boolean object!:"token" used!:boolean
            checkout?:@token_checkout"#,
    },
    Object {
        name: "token_checkout",
        schema: "TokenCheckout",
        fields: r#"id:string object:"checkout" name:string type:string status:string
            livemode:boolean allowed_payment_methods:string[] starts_at:integer
            expires_at:integer"#,
    },
    Object {
        name: "order",
        schema: "Order",
        fields: r#"id!:string object!:"order" amount!:integer created_at!:integer currency!:string
            livemode!:boolean amount_refunded:integer
            payment_status:"paid"|"partially_paid"|"pending_payment"|"declined"|"expired"|"canceled"|"refunded"|"partially_refunded"|"pre_authorized"|"voided"|"charged_back"|"fraudulent"|"under_fraud_review"|null
            charges:@charge[]|null next_action?:@next_action customer_info:@customer_info
            line_items:@line_item[] tax_lines:@tax_line[]|null shipping_lines:@shipping_line[]|null
            discount_lines:@discount_line[]|null checkout:object|null channel:@channel|null
            is_refundable:boolean processing_mode:"ecommerce"|"recurrent"|"validation"|null
            split_payment:boolean|null fiscal_entity:@fiscal_entity|null
            shipping_contact:@shipping_contact|null
            metadata:object updated_at:integer"#,
    },
    Object {
        name: "customer_info",
        schema: "CustomerInfo",
        fields: r#"object:"customer_info" customer_id?:string name:string email:string
            phone?:string corporate:boolean customer_custom_reference:string|null"#,
    },
    Object {
        name: "next_action",
        schema: "NextAction",
        fields: r#"type:"redirect_to_url" redirect_to_url:@redirect_to_url"#,
    },
    Object {
        name: "redirect_to_url",
        schema: "RedirectToUrl",
        fields: "url:string return_url:string|null",
    },
    Object {
        name: "line_item",
        schema: "OrderLineItem",
        fields: r#"id:string object:"line_item" parent_id:string name!:string quantity!:integer
            unit_price!:integer brand:string|null description:string|null sku:string|null
            tags:string[]|null metadata:object|null antifraud_info:object|null"#,
    },
    Object {
        name: "tax_line",
        schema: "OrderTaxLine",
        fields: r#"id:string object:"tax_line" parent_id:string amount!:integer
            description!:string metadata:object|null"#,
    },
    Object {
        name: "shipping_line",
        schema: "OrderShippingLine",
        fields: r#"id:string object:"shipping_line" parent_id:string amount!:integer
            carrier:string|null method:string|null tracking_number:string|null
            metadata:object|null"#,
    },
    Object {
        name: "discount_line",
        schema: "OrderDiscountLine",
        fields: r#"id:string object:"discount_line" parent_id:string amount!:integer code!:string
            type!:"loyalty"|"campaign"|"coupon"|"sign""#,
    },
    Object {
        name: "channel",
        schema: "Channel",
        fields: "id:string segment:string checkout_request_id:string|null
            checkout_request_type:string|null",
    },
    Object {
        name: "charge",
        schema: "Charge",
        fields: r#"id!:string object!:"charge" amount!:integer created_at!:integer currency!:string
            livemode!:boolean order_id!:string
            status!:"paid"|"pending_payment"|"declined"|"pre_authorized"|"voided"|"refunded"|"partially_refunded"|"charged_back"|"fraudulent"|"under_fraud_review"
            paid_at:integer|null customer_id:string failure_code:string|null
            failure_message:string|null description:string
            monthly_installments:integer|null device_fingerprint:string|null session_id:string|null
            reference_id:string|null channel:object|null is_refundable:boolean
            refunds:@refund[]|null chargeback:@chargeback|null payment_method:@card_payment"#,
    },
    Object {
        name: "chargeback",
        schema: "Chargeback",
        fields: r#"id:string object:string status:"action_required"|"won"|"lost" reason:string
            note:string|null followup_status:string|null response_from_client:string|null
            files:object[] charge_id:string created_at:integer evidence_due_by:integer"#,
    },
    Object {
        name: "card_payment",
        schema: "CardPayment",
        fields: r#"object!:"card_payment" type:"credit"|"debit" name:string exp_month:string
            exp_year:string last4:string brand:"visa"|"mastercard"|"american_express"
            issuer:string account_type:string country:string auth_code:string|null
            token_id:string|null contract_id:string|null customer_ip_address:string|null
            three_ds_flow_required:boolean antifraud_is_self_service_rules:boolean
            fraud_indicators:object[] fraud_score:integer|null
            normalized_device_fingerprint:string|null"#,
    },
    Object {
        name: "refund",
        schema: "Refund",
        fields: r#"id!:string object:"refund" created_at!:integer expires_at:integer|null
            amount!:integer auth_code:string"#,
    },
    Object {
        name: "event",
        schema: "Event",
        fields: r#"id!:string object!:"event" type!:string created_at!:integer livemode!:boolean
            data!:@news|@ping webhook_status!:string webhook_logs!:@webhook_log*"#,
    },
    Object {
        name: "news",
        schema: "News",
        fields: "object:@order|@charge|@chargeback|@customer|@webhook previous_attributes:object",
    },
    Object {
        name: "ping",
        schema: "Ping",
        fields: r#"action:"ping" livemode:boolean"#,
    },
    Object {
        name: "webhook_log",
        schema: "WebhookLog",
        fields: r#"id:string object:"webhook_log" url:string failed_attempts:integer
            last_http_response_status:integer last_attempted_at:integer
            response_data:object"#,
    },
    Object {
        name: "webhook",
        schema: "Webhook",
        fields: r#"id!:string object!:"webhook" url!:string
            status!:"being_pinged"|"listening"|"intermittent_errors"|"failing" subscribed_events!:string[]
            synchronous!:boolean livemode:boolean active:boolean production_enabled:boolean
            development_enabled:boolean deleted?:boolean"#,
    },
    Object {
        name: "webhook_key",
        schema: "WebhookKey",
        fields: r#"id!:string object!:"webhook_key" active!:boolean livemode!:boolean
            created_at!:integer deactivated_at:integer|null public_key?:string|null
            deleted?:boolean"#,
    },
    Object {
        name: "error",
        schema: "Error",
        fields: r#"object!:"error" type!:string log_id!:string|null details!:@detail*"#,
    },
    Object {
        name: "decline",
        schema: "Decline",
        fields: r#"object!:"error" type!:string log_id!:string|null details!:@detail*
            data!:@order"#,
    },
    Object {
        name: "detail",
        schema: "ErrorDetail",
        fields: "code!:string message!:string debug_message!:string param?:string|null",
    },
];

pub(crate) const N1CO: Tables = Tables {
    objects: N1CO_OBJECTS,
    answers: &[
        ("getToken", "@token"),
        ("createPaymentMethod", "@payment_method"),
        ("createCharge", "@charge"),
        ("createRefund", "@refund"),
    ],
    errors: |_| schema_of("@error"),
};

const N1CO_OBJECTS: &[Object] = &[
    Object {
        name: "token",
        schema: "N1coToken",
        fields: r#"tokenType!:"Bearer" accessToken!:string expiresIn!:integer"#,
    },
    Object {
        name: "payment_method",
        schema: "N1coPaymentMethod",
        fields: r#"id!:string type!:"card" bin!:@bin success!:boolean message!:string"#,
    },
    Object {
        name: "bin",
        schema: "N1coBin",
        fields: "brand!:string issuerName!:string countryCode!:string",
    },
    Object {
        name: "charge",
        schema: "N1coCharge",
        fields: r#"status!:"SUCCEEDED"|"FAILED"|"AUTHENTICATION_REQUIRED" message!:string
            error!:@reason|null authentication!:@authentication|null order!:@order
            createdAt!:string"#,
    },
    Object {
        name: "authentication",
        schema: "N1coAuthentication",
        fields: "url!:string id!:string",
    },
    Object {
        name: "order",
        schema: "N1coOrder",
        fields: r#"id!:string reference!:string amount!:number currency!:"USD"
            authorizationCode!:string|null"#,
    },
    Object {
        name: "refund",
        schema: "N1coRefund",
        fields: r#"success!:boolean message!:string refundId!:string orderId!:string amount!:number
            currency!:"USD" refundedAt!:string status!:string"#,
    },
    Object {
        name: "error",
        schema: "N1coError",
        fields: "message!:string error!:@reason",
    },
    Object {
        name: "reason",
        schema: "N1coReason",
        fields: "code!:string message!:string",
    },
];
