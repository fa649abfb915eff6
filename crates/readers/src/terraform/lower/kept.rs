//! What blocks were lowered to in earlier scenarios: used again where the answers that it was computed
//! with are the same.

use super::Lower;
use crate::input::Assumptions;
use crate::terraform::eval::Asked;
use model::Model;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Lowered blocks that are kept for one root module.
const KEPT: usize = 50_000;

/// Blocks of all scenarios.
#[derive(Debug, Default)]
pub(in crate::terraform) struct Kept {
    blocks: RefCell<HashMap<Key, Vec<Rc<Lowered>>>>,
    count: std::cell::Cell<usize>,
}

/// The pass, the address of the module's instance, and the block.
type Key = (Pass, String, usize);

/// Sources are lowered first, and what is around them only where there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Pass {
    Sources,
    Surroundings,
}

#[derive(Debug)]
struct Lowered {
    answers: Assumptions,
    consulted: Asked,
    model: Model,
    copies: Vec<(String, &'static str)>,
}

impl Kept {
    fn find(&self, key: &Key, answers: &Assumptions) -> Option<Rc<Lowered>> {
        let blocks = self.blocks.borrow();
        let holds = |it: &&Rc<Lowered>| it.consulted.iter().all(|asked| asked.same(&it.answers, answers));
        blocks.get(key)?.iter().find(holds).cloned()
    }

    fn keep(&self, key: Key, lowered: Rc<Lowered>) {
        if self.count.get() < KEPT {
            self.count.set(self.count.get() + 1);
            self.blocks.borrow_mut().entry(key).or_default().push(lowered);
        }
    }

    /// How many blocks had to be evaluated in scenarios.
    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.count.get()
    }
}

impl<'r> Lower<'_, 'r> {
    /// Lowers a block, unless that was done under the same answers.
    pub(super) fn once(&mut self, pass: Pass, module: usize, block: usize, lower: impl FnOnce(&mut Self)) {
        if !self.ev.trail.is_kept() {
            return lower(self);
        }
        let root = self.ev.root;
        let answers = self.ev.assumptions();
        let key = (pass, self.ev.address(module, ""), block);
        if let Some(known) = root.kept().find(&key, answers) {
            return self.append(&known);
        }
        let model = std::mem::take(&mut self.model);
        let copies = std::mem::take(&mut self.copies);
        let mark = self.ev.trail.mark();
        self.ev.consult_module(module);
        lower(self);
        let lowered = Rc::new(Lowered {
            answers: answers.clone(),
            consulted: self.ev.trail.since(mark),
            model: std::mem::replace(&mut self.model, model),
            copies: std::mem::replace(&mut self.copies, copies),
        });
        self.append(&lowered);
        root.kept().keep(key, lowered);
    }

    fn append(&mut self, lowered: &Lowered) {
        self.copies.extend(lowered.copies.iter().cloned());
        let Model {
            sources,
            removals,
            buckets,
            bucket_policies,
            bucket_encryptions,
            keys,
            key_policies,
            aliases,
            grants,
            log_groups,
            log_policies,
            streams,
            identities,
            managed_policies,
            attachments,
            trails,
        } = lowered.model.clone();
        let model = &mut self.model;
        model.sources.extend(sources);
        model.removals.extend(removals);
        model.buckets.extend(buckets);
        model.bucket_policies.extend(bucket_policies);
        model.bucket_encryptions.extend(bucket_encryptions);
        model.keys.extend(keys);
        model.key_policies.extend(key_policies);
        model.aliases.extend(aliases);
        model.grants.extend(grants);
        model.log_groups.extend(log_groups);
        model.log_policies.extend(log_policies);
        model.streams.extend(streams);
        model.identities.extend(identities);
        model.managed_policies.extend(managed_policies);
        model.attachments.extend(attachments);
        model.trails.extend(trails);
    }
}
