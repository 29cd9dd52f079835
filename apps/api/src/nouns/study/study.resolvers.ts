import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, relations, row, rows } from '../../data/relations.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { STUDIES } from './study.list.ts';
import { Study } from './study.type.ts';
import { createStudyProgressLoader, StudyProgress } from './study-progress.loader.ts';

/** Progress of studies. */
@Resolver(() => Study)
class StudyResolver {
  @FieldResolver(() => StudyProgress, { description: 'Number of its jobs by status.' })
  progress(@Root() { key }: Study, @Ctx() { loaders }: RequestContext): Promise<StudyProgress> {
    return loaders.get(createStudyProgressLoader).load(key);
  }
}

/** Fields of studies, and fields of models that lead to them. */
export const STUDY_RESOLVERS = [
  StudyResolver,
  listQuery(STUDIES, 'studies', 'Studies.'),
  ...relations(Study, { model: row(MODELS, 'modelKey', 'The model.') }),
  ...relations(Model, { studies: rows(STUDIES, { link: 'model' }, 'Studies of this model.') }),
];
