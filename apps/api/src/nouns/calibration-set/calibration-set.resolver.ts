import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { type ScoreRun, ScoreRunConnection } from '../score-run/score-run.type.ts';
import { ScoreRunListArgs } from '../score-run/score-run-list.args.ts';
import { type CalibrationConfig, CalibrationConfigConnection } from './calibration-config.type.ts';
import { CalibrationConfigListArgs } from './calibration-config-list.args.ts';
import { CalibrationSet, CalibrationSetConnection } from './calibration-set.type.ts';
import { CalibrationSetListArgs } from './calibration-set-list.args.ts';

/** The CalibrationSet type's relations and its list. */
@Resolver(() => CalibrationSet)
export class CalibrationSetResolver {
  @Query(() => CalibrationSetConnection, { description: 'Texts that models are scored on.' })
  calibrationSets(
    @Args(() => CalibrationSetListArgs) args: CalibrationSetListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<CalibrationSet>> {
    return reader.listPage('CalibrationSet', args);
  }

  @FieldResolver(() => CalibrationConfigConnection, { description: 'Ways it was cut into windows.' })
  configurations(
    @Root() calibrationSet: CalibrationSet,
    @Args(() => CalibrationConfigListArgs) args: CalibrationConfigListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<CalibrationConfig>> {
    return reader.listChildren('CalibrationConfig', { link: 'calibrationSet', key: calibrationSet.key }, args);
  }

  @FieldResolver(() => ScoreRunConnection, { description: 'Score runs on it.' })
  scoreRuns(
    @Root() calibrationSet: CalibrationSet,
    @Args(() => ScoreRunListArgs) args: ScoreRunListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<ScoreRun>> {
    return reader.listChildren('ScoreRun', { link: 'calibrationSet', key: calibrationSet.key }, args);
  }
}
