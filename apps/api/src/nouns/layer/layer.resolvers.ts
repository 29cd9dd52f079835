import { listQuery, relations, row, rows } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { LAYERS } from './layer.list.ts';
import { Layer } from './layer.type.ts';

/** Fields of layers, and fields that lead to them. */
export const LAYER_RESOLVERS = [
  listQuery(LAYERS, 'layers', 'Layers of all models, as a flat table.'),
  ...relations(Layer, {
    model: row(MODELS, 'modelKey', 'The model it belongs to.'),
  }),
  ...relations(Model, { layers: rows(LAYERS, { link: 'revision', by: 'revisionKey' }, 'Layers of the current revision.') }),
];
