//! Values to policy documents, for every language.
