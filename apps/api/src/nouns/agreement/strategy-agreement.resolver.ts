import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { ScoreRun } from '../score-run/score-run.type.ts';
import { StrategyAgreement } from './strategy-agreement.type.ts';

/** The run behind an agreement table. */
@Resolver(() => StrategyAgreement)
export class StrategyAgreementResolver {
  @FieldResolver(() => ScoreRun, { description: 'The run whose numbers the strategies look at.' })
  scoreRun(@Root() { scoreRunKey }: StrategyAgreement, @Ctx() { reader }: RequestContext): Promise<ScoreRun> {
    return reader.getByKey('ScoreRun', scoreRunKey);
  }
}
