//! The catalogue of roles, for people to read. It is configuration: nothing here changes it (PRODUCT.md section 1).

use crate::Backend;
use crate::authority::Caller;
use crate::error::Result;
use rules::policy::Action;
use rules::role::Catalogue;

impl Backend {
    /// Every role with what it holds. Needs `settings.read`.
    pub fn role_catalogue(&self, caller: &Caller) -> Result<Catalogue> {
        caller.must(Action::SettingsRead)?;
        Ok(Catalogue::clone(self.roles()))
    }
}
