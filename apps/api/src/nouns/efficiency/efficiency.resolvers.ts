import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { PRUNINGS } from '../pruning/pruning.list.ts';
import { EFFICIENCIES } from './efficiency.list.ts';
import { Efficiency } from './efficiency.type.ts';

/** Fields of efficiencies, and fields that lead to them. */
export const EFFICIENCY_RESOLVERS = [
  listQuery(EFFICIENCIES, 'efficiencies', 'Speed and memory of all models, as a flat table.'),
  ...relations(Efficiency, {
    model: row(MODELS, 'modelKey', 'The model.'),
    pruning: optionalRow(PRUNINGS, 'pruningKey', 'The pruning; null for the dense model.'),
  }),
  ...relations(Model, {
    efficiencies: rows(EFFICIENCIES, { link: 'revision', by: 'revisionKey' }, 'Speed and memory of the current revision: dense, pruned.'),
  }),
];
