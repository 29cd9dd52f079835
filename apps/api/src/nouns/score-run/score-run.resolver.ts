import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../access/request-context.ts';
import type { Connection } from '../../paging/create-connection-type.ts';
import { CalibrationConfig } from '../calibration-set/calibration-config.type.ts';
import { type LayerScore, LayerScoreConnection } from '../layer-score/layer-score.type.ts';
import { LayerScoreListArgs } from '../layer-score/layer-score-list.args.ts';
import { Model } from '../model/model.type.ts';
import { ModelRevision } from '../model-revision/model-revision.type.ts';
import { type Pruning, PruningConnection } from '../pruning/pruning.type.ts';
import { PruningListArgs } from '../pruning/pruning-list.args.ts';
import { ResultImport } from '../result-import/result-import.type.ts';
import { Study } from '../study/study.type.ts';
import { VerificationState } from '../vocabulary/verification-state.ts';
import { ScoreRun, ScoreRunConnection } from './score-run.type.ts';
import { ScoreRunListArgs } from './score-run-list.args.ts';
import { ScoreRunSeries } from './score-run-series.type.ts';

/** The ScoreRun type's relations and its list. */
@Resolver(() => ScoreRun)
export class ScoreRunResolver {
  @FieldResolver(() => ScoreRunSeries, { description: 'Its long arrays: ask for them only where they are needed.' })
  series(@Root() scoreRun: ScoreRun, @Ctx() { loaders }: RequestContext): Promise<ScoreRunSeries> {
    return loaders.scoreRunSeries.load(scoreRun.key);
  }

  @Query(() => ScoreRunConnection, { description: 'Score runs.' })
  scoreRuns(@Args(() => ScoreRunListArgs) args: ScoreRunListArgs, @Ctx() { reader }: RequestContext): Promise<Connection<ScoreRun>> {
    return reader.listPage('ScoreRun', args);
  }

  @FieldResolver(() => Model, { description: 'The model.' })
  model(@Root() scoreRun: ScoreRun, @Ctx() { reader }: RequestContext): Promise<Model> {
    return reader.getByKey('Model', scoreRun.modelKey);
  }

  @FieldResolver(() => ModelRevision, { description: 'The revision that was measured.' })
  revision(@Root() scoreRun: ScoreRun, @Ctx() { reader }: RequestContext): Promise<ModelRevision> {
    return reader.getByKey('ModelRevision', scoreRun.revisionKey);
  }

  @FieldResolver(() => CalibrationConfig, { description: 'The text and how it was cut.' })
  calibration(@Root() scoreRun: ScoreRun, @Ctx() { reader }: RequestContext): Promise<CalibrationConfig> {
    return reader.getByKey('CalibrationConfig', scoreRun.calibrationConfigKey);
  }

  @FieldResolver(() => Study, { nullable: true, description: 'The study it belongs to.' })
  study(@Root() scoreRun: ScoreRun, @Ctx() { reader }: RequestContext): Promise<Study | null> | null {
    return scoreRun.studyKey === null ? null : reader.getByKey('Study', scoreRun.studyKey);
  }

  @FieldResolver(() => ResultImport, { nullable: true, description: 'The import that brought it; null where the scorer measured it.' })
  import(@Root() { importKey }: ScoreRun, @Ctx() { reader }: RequestContext): Promise<ResultImport | null> | null {
    return importKey === null ? null : reader.getByKey('ResultImport', importKey);
  }

  @FieldResolver(() => VerificationState, { description: 'How far it can be relied on: MEASURED or SELF_REPORTED.' })
  verification(@Root() { importKey }: ScoreRun): VerificationState {
    return importKey === null ? VerificationState.MEASURED : VerificationState.SELF_REPORTED;
  }

  @FieldResolver(() => LayerScoreConnection, { description: 'Its scores, one per layer and metric.' })
  layerScores(
    @Root() scoreRun: ScoreRun,
    @Args(() => LayerScoreListArgs) args: LayerScoreListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<LayerScore>> {
    return reader.listChildren('LayerScore', { link: 'scoreRun', key: scoreRun.key }, args);
  }

  @FieldResolver(() => PruningConnection, { description: 'Prunings whose layers it chose.' })
  prunings(
    @Root() scoreRun: ScoreRun,
    @Args(() => PruningListArgs) args: PruningListArgs,
    @Ctx() { reader }: RequestContext,
  ): Promise<Connection<Pruning>> {
    return reader.listChildren('Pruning', { link: 'scoreRun', key: scoreRun.key }, args);
  }
}
