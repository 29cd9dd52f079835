import { relations, row, rows } from '../../data/relations.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from './model-revision.list.ts';

/** Fields of revisions, and fields of models that lead to them. */
export const MODEL_REVISION_RESOLVERS = [
  ...relations(Model, {
    revision: row(MODEL_REVISIONS, 'revisionKey', 'Its current revision.'),
    revisions: rows(MODEL_REVISIONS, { link: 'model' }, 'All its revisions, newest first.'),
  }),
];
