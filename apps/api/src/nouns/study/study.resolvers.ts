import { listQuery, relations, row, rows } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { STUDIES } from './study.list.ts';
import { Study } from './study.type.ts';

/** Fields of studies, and fields of models that lead to them. */
export const STUDY_RESOLVERS = [
  listQuery(STUDIES, 'studies', 'Studies.'),
  ...relations(Study, { model: row(MODELS, 'modelKey', 'The model.') }),
  ...relations(Model, { studies: rows(STUDIES, { link: 'model' }, 'Studies of this model.') }),
];
