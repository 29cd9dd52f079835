import { listField, listQuery, rowField } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { MODEL_REVISIONS } from '../model-revision/model-revision.list.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { LAYERS } from './layer.list.ts';
import { Layer } from './layer.type.ts';

/** Fields of layers, and of what has them. */
export const LAYER_RESOLVERS = [
  listQuery(LAYERS, 'layers', 'Layers of all models, as a flat table.'),
  rowField(MODELS, { of: Layer, name: 'model', key: ({ modelKey }) => modelKey, description: 'The model it belongs to.' }),
  rowField(MODEL_REVISIONS, {
    of: Layer,
    name: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'The revision it belongs to.',
  }),
  listField(LAYERS, {
    of: Model,
    name: 'layers',
    link: 'revision',
    key: ({ revisionKey }) => revisionKey,
    description: 'Layers of the current revision.',
  }),
  listField(LAYERS, { of: ModelRevision, name: 'layers', link: 'revision', key: ({ key }) => key, description: 'Its layers.' }),
];
