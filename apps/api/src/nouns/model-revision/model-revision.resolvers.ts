import { relations, row, rows } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from './model-revision.list.ts';
import { ModelRevision } from './model-revision.type.ts';

/** Fields of revisions, and of models about them. */
export const MODEL_REVISION_RESOLVERS = [
  ...relations(ModelRevision, {
    model: row(MODELS, 'modelKey', 'The model it is a state of.'),
  }),
  ...relations(Model, {
    revision: row(MODEL_REVISIONS, 'revisionKey', 'The state of its files that it now shows.'),
    revisions: rows(MODEL_REVISIONS, { link: 'model' }, 'All states of its files, newest first.'),
  }),
];
