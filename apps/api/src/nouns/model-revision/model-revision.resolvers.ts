import { listField, rowField } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from './model-revision.list.ts';
import { ModelRevision } from './model-revision.type.ts';

/** Fields of revisions, and of models about them. */
export const MODEL_REVISION_RESOLVERS = [
  rowField(MODELS, { of: ModelRevision, name: 'model', key: ({ modelKey }) => modelKey, description: 'The model it is a state of.' }),
  rowField(MODEL_REVISIONS, {
    of: Model,
    name: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'The state of its files that it now shows.',
  }),
  listField(MODEL_REVISIONS, {
    of: Model,
    name: 'revisions',
    link: 'model',
    key: ({ key }) => key,
    description: 'All states of its files, newest first.',
  }),
];
