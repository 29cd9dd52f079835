import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type ScoreRun, ScoreRunConnection } from '../score-run/score-run.type.ts';
import { ScoreRunListArgs } from '../score-run/score-run-list.args.ts';
import { CalibrationConfig } from './calibration-config.type.ts';
import { CalibrationSet } from './calibration-set.type.ts';

/** The CalibrationConfig type's relations. */
@Resolver(() => CalibrationConfig)
export class CalibrationConfigResolver {
  @FieldResolver(() => CalibrationSet, { description: 'The text.' })
  calibrationSet(@Root() calibrationConfig: CalibrationConfig, @Ctx() { reader }: RequestContext): Promise<CalibrationSet> {
    return reader.getByKey('CalibrationSet', calibrationConfig.calibrationSetKey);
  }

  @FieldResolver(() => ScoreRunConnection, { description: 'Score runs on it.' })
  scoreRuns(
    @Root() calibrationConfig: CalibrationConfig,
    @Args(() => ScoreRunListArgs) args: ScoreRunListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ScoreRun>> {
    return reader.listChildren('ScoreRun', { link: 'calibrationConfig', key: calibrationConfig.key }, args);
  }
}
