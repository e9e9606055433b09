//! What the browser and the provider's script can do for us, one capability a file. Whatever
//! listens, waits or is shown has an owner, and stops when its owner is dropped.
