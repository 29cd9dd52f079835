import { relations, row, rows } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from './model-revision.list.ts';
import { ModelRevision } from './model-revision.type.ts';

/** Fields of revisions, and fields of models that lead to them. */
export const MODEL_REVISION_RESOLVERS = [
  ...relations(ModelRevision, { model: row(MODELS, 'modelKey', 'The model it belongs to.') }),
  ...relations(Model, {
    revision: row(MODEL_REVISIONS, 'revisionKey', 'Its current revision.'),
    revisions: rows(MODEL_REVISIONS, { link: 'model' }, 'All its revisions, newest first.'),
  }),
];
