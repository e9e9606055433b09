//! Keys of every kind, and signatures by a key of another program's making.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;

const RSA: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvDhzTSKdxDFb+XfS6TgU
LD9yo8fjFlCMvmidagGExi7o5+KcoVXE+GHJudh67g18iXdIVBoiiTXS1+Gr4hz9
Tg9WrvEntFMPitlrKldvzxFbDMEgVqDtUwopAi1QKLllcr1e12pVB8dCNBIwmman
ptQxezBzw7wiW85MYy7c7ZjeKRJEghLkjp32ikmpz32RA849+SWrsBTt6NvHs/Ko
UbCe5jjWVIyyFdsXdWgS5kkuXaigUMsYcRdrHnU0nUiv+MjNkeKXVrmZM3pWQcF1
NwiEJe9zTKJYMroDqztRQxl8ElpASBsvm1Kxsr66V/2uPc/ihQSkb+i/54Y4qhge
jQIDAQAB
-----END PUBLIC KEY-----
";
/// `openssl dgst -sha256 -sign` over [`BODY`].
const SIGNATURE: &str = "\
Qm9CwFHCRsTVyzAwY/dNWERkLpc4qKqxoS5l7r+eeXQluesUhQgdzrvQ/BIe2Lpun5O3EMLRkiS/mNtvYNvrr0QD1S\
6NEBjPQbSJPGpDvgHHYq965gZj8MS8s3c7CvVFuBDNg1KWbWpgQeMw9k/HgUX21cOe9EL5Esny0M19Ek/jZrZegnI1\
RDDNOkTUGgrPP5qg4LtcoBAzc5oB9bbNtR5CGJZMRZ94ApcJESylpuABaE80LZasKlibbP/t9TeLYm7066KOLF9hm/\
K6GA0oEKH6rDrllXzCeleD0OONf8xpPwOYrWafsrQmyBLz2vF+wZej2lZ0VQ6TldeQC1/3yw==";
const BODY: &[u8] = br#"{"type":"order.paid"}"#;
const RSA_OF_1024_BITS: &str = "\
-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCqCb7ABKu05j0TAbu+0aTp4sf7
J9pOJJzh7uPeDv6PWKr5JnccnFSKaYCKBi87Qz0C7C8CA/d6favBuuyAY8OGWJrN
yfeF7ED2VYeWgQEYFmA8vy7a82KoZ6/1RH38t6miTsKXcagFMTtXJczCZGgl8y5d
8TNvSM0/5E1wrkU4UwIDAQAB
-----END PUBLIC KEY-----
";
const ELLIPTIC: &str = "\
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEz+rMpXiTIj+MIFzg8Zy4o0EJATbk
5tUuhgh188N9b7amt8ms8xQF24pNUTTWGLv0z5lhx0FyqiBnMRVHP4cQwg==
-----END PUBLIC KEY-----
";

fn key() -> PublicKey {
    PublicKey::read_all(RSA).unwrap().remove(0)
}

#[test]
fn a_signature_counts_for_its_key_and_its_body_to_the_last_bit() {
    let signature = STANDARD.decode(SIGNATURE).unwrap();
    assert!(key().has_signed(BODY, &signature));
    for bit in 0..BODY.len() * 8 {
        let mut body = BODY.to_vec();
        body[bit / 8] ^= 1 << (bit % 8);
        assert!(!key().has_signed(&body, &signature));
    }
    for bit in (0..signature.len() * 8).step_by(31) {
        let mut other = signature.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(!key().has_signed(BODY, &other));
    }
    for other in [&signature[1..], &signature[..255], &[]] {
        assert!(!key().has_signed(BODY, other));
    }
    for pem in cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS {
        let other = PublicKey::read_all(pem).unwrap().remove(0);
        assert!(!other.has_signed(BODY, &signature));
    }
}

#[test]
fn several_keys_in_one_text_are_read_in_their_order() {
    let [one, two, ..] = cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS;
    let both = PublicKey::read_all(&format!("the old one\n{one}\nthe new one\n{two}")).unwrap();
    let alone = |pem| PublicKey::read_all(pem).unwrap().remove(0);
    assert_eq!(both, [alone(one), alone(two)]);
}

#[test]
fn what_is_not_a_strong_rsa_key_is_refused() {
    for (text, refusal) in [
        ("", NotAKey::NoPem),
        ("key_sandbox_public", NotAKey::NoPem),
        (RSA.split_at(200).0, NotAKey::NoPem),
        (RSA_OF_1024_BITS, NotAKey::TooShort),
        (ELLIPTIC, NotAKey::NotRsa),
        (
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            NotAKey::NotRsa,
        ),
    ] {
        assert_eq!(PublicKey::read_all(text), Err(refusal), "{text}");
        let after = format!("{RSA}{text}");
        let is_empty = refusal == NotAKey::NoPem && !text.contains("BEGIN");
        assert_eq!(PublicKey::read_all(&after).is_ok(), is_empty, "{text}");
    }
}

#[test]
fn the_keys_of_the_sandbox_are_known_by_sight() {
    for pem in cobro_sandbox::config::DEVELOPMENT_WEBHOOK_KEYS {
        assert!(PublicKey::read_all(pem).unwrap()[0].is_of_sandbox());
    }
    assert!(!key().is_of_sandbox());
}
