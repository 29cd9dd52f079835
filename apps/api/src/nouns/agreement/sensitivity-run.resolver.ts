import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { SensitivityRun } from './calibration-sensitivity.type.ts';

/** The run behind a calibration. */
@Resolver(() => SensitivityRun)
export class SensitivityRunResolver {
  @FieldResolver(() => ScoreRun, { description: 'The run.' })
  scoreRun(@Root() { scoreRunKey }: SensitivityRun, @Ctx() { reader }: RequestContext): Promise<ScoreRun> {
    return reader.getByKey('ScoreRun', scoreRunKey);
  }
}
