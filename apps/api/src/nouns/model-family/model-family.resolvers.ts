import { listQuery } from '../../data/relations.ts';
import { MODEL_FAMILIES } from './model-family.list.ts';

/** Fields of families. */
export const MODEL_FAMILY_RESOLVERS = [listQuery(MODEL_FAMILIES, 'families', 'Families of models.')];
