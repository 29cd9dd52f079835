import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { Model } from '../model/model.type.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { ComparedModel } from './compared-model.type.ts';

/** The ComparedModel type's relations. */
@Resolver(() => ComparedModel)
export class ComparedModelResolver {
  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() { modelKey }: ComparedModel, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', modelKey);
  }

  @FieldResolver(() => ScoreRun, { description: 'The run that stands for it.' })
  scoreRun(@Root() { scoreRunKey }: ComparedModel, @Ctx() { reader }: RequestContext): Promise<ScoreRun> {
    return reader.getByKey('ScoreRun', scoreRunKey);
  }
}
