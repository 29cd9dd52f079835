import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import { relations, row } from '../../data/relations.ts';
import { Model } from '../model/model.type.ts';
import { SCORE_RUNS } from '../score-run/score-run.list.ts';
import { Metric } from '../vocabulary/metric.ts';
import { compareCalibrations, compareStrategies } from './agreement.service.ts';
import { CalibrationSensitivity, SensitivityRun, StrategyAgreement } from './agreement.type.ts';

const COUNT = 'How many lowest layers the overlaps compare; null = a quarter of the model.';

/** Agreement between orders of a model's layers. */
@Resolver(() => Model)
class AgreementResolver {
  @FieldResolver(() => StrategyAgreement, {
    nullable: true,
    description:
      'How well the strategies agree on the order of the layers, computed from the score run with the most metrics; null without a score run.',
  })
  strategyAgreement(
    @Root() { revisionKey }: Model,
    @Arg('lowestCount', () => Int, { nullable: true, description: COUNT }) lowestCount: number | null,
    @Ctx() context: RequestContext,
  ): Promise<StrategyAgreement | null> {
    return compareStrategies(context, revisionKey, lowestCount ?? null);
  }

  @FieldResolver(() => CalibrationSensitivity, {
    nullable: true,
    description:
      'How much the order of the layers depends on the calibration, over at most 8 calibrations; null if the model has no score run.',
  })
  calibrationSensitivity(
    @Root() { revisionKey }: Model,
    @Arg('metric', () => Metric, { nullable: true, defaultValue: Metric.BLOCK_INFLUENCE, description: 'The metric.' })
    metric: Metric | null,
    @Arg('lowestCount', () => Int, { nullable: true, description: COUNT }) lowestCount: number | null,
    @Ctx() context: RequestContext,
  ): Promise<CalibrationSensitivity | null> {
    return compareCalibrations(context, revisionKey, { metric: metric ?? Metric.BLOCK_INFLUENCE, count: lowestCount ?? null });
  }
}

/** Fields of models about the agreement of orders. */
export const AGREEMENT_RESOLVERS = [
  AgreementResolver,
  ...relations(SensitivityRun, { scoreRun: row(SCORE_RUNS, 'scoreRunKey', 'The run.') }),
  ...relations(StrategyAgreement, { scoreRun: row(SCORE_RUNS, 'scoreRunKey', 'The run whose scores the strategies use.') }),
];
