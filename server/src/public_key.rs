//! Public keys that a provider signs its webhook events for: RSA, in PEM. Pure.

use std::fmt;

use rustls::pki_types::SubjectPublicKeyInfoDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;
use webpki::{Error, RawPublicKeyEntity};

/// The modulus alone of the shortest key that is taken, in bytes: 2048 bits.
const SHORTEST: usize = 256;

/// The keys of the sandbox, by their fingerprints. Everybody can read their private halves.
const SANDBOX: [&str; 4] = [
    "f4bccaf68bbce245511f20154e09224f11597048745019d9b98e9f4d708eb5aa",
    "dc53b69f5cd42df3fb3e64b87796a79415de9d017c213cd6794f3b95da02cc61",
    "bce9fc6477d03a2998b2c32fa834a66a5d30fd1bd9a96b3bdf4e41e2bf2b8594",
    "18404863d82d5fef089ee479c04dee320d0b068d3fc4fdf6dca2635fe1e10716",
];

/// An RSA public key of 2048 bits or more.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(SubjectPublicKeyInfoDer<'static>);

/// Why a text holds no public keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAKey {
    /// There is none in it.
    #[error("there is no `-----BEGIN PUBLIC KEY-----` in it, or what follows is broken off")]
    NoPem,
    /// One is of another kind than RSA, or no key at all.
    #[error("it is not an RSA public key")]
    NotRsa,
    /// One is too short.
    #[error("an RSA key of fewer than 2048 bits can be forged")]
    TooShort,
}

impl PublicKey {
    /// Reads the keys in a PEM text (RFC 7468, section 13), one at least.
    ///
    /// # Errors
    /// When there is none, or one of them cannot be used.
    pub fn read_all(pem: &str) -> Result<Vec<Self>, NotAKey> {
        let sections = SubjectPublicKeyInfoDer::pem_slice_iter(pem.as_bytes());
        let keys: Vec<_> = sections
            .map(|section| Self::checked(section.map_err(|_| NotAKey::NoPem)?))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(NotAKey::NoPem);
        }
        Ok(keys)
    }

    fn checked(der: SubjectPublicKeyInfoDer<'static>) -> Result<Self, NotAKey> {
        let key = PublicKey(der);
        // A key of the right kind finds this signature wrong; any other finds itself wrong.
        match key.verify(&[], &[]) {
            Err(Error::InvalidSignatureForPublicKey) if key.0.len() < SHORTEST => {
                Err(NotAKey::TooShort)
            }
            Err(Error::InvalidSignatureForPublicKey) => Ok(key),
            _ => Err(NotAKey::NotRsa),
        }
    }

    /// Whether `signature` is one of `message` by the private half of this key: RSASSA-PKCS1-v1_5
    /// with SHA-256 (RFC 8017, section 8.2).
    #[must_use]
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verify(message, signature).is_ok()
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        RawPublicKeyEntity::try_from(&self.0)?.verify_signature(
            RSA_PKCS1_2048_8192_SHA256,
            message,
            signature,
        )
    }

    /// SHA-256 of the key, in hexadecimal digits: names it to a person.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }

    /// Whether it belongs to the sandbox, so that anybody can sign for it.
    #[must_use]
    pub fn is_of_sandbox(&self) -> bool {
        SANDBOX.contains(&self.fingerprint().as_str())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.fingerprint())
    }
}

#[cfg(test)]
mod tests;
