import { listKinds } from '../pruning/unit-sets.ts';
import { estimateStudy, type StudyEstimate, type TextSize } from './estimate-study.ts';
import type { BenchmarkChoice, CalibrationChoice, ModelChoice } from './load-submit.ts';
import { findNamedUnits, type NamedUnitTexts } from './named-units.ts';
import { parseCounts, parseSearchSeeds, type SearchSettings } from './search-settings.ts';
import type { SubmitParams } from './submit-params.ts';

/** Characters per token if a text was not tokenized yet; tokenizers need about four for English. */
const CHARACTERS_PER_TOKEN = 4;

export interface ModelEstimate extends StudyEstimate {
  readonly model: ModelChoice;
}

export interface EstimateParts {
  readonly models: readonly ModelChoice[];
  /** All known models, to scale from. */
  readonly known: readonly ModelChoice[];
  readonly calibration: CalibrationChoice;
  /** The text on which repairs are solved. */
  readonly repairText: CalibrationChoice;
  readonly benchmarks: readonly BenchmarkChoice[];
  readonly params: Pick<SubmitParams, 'counts' | 'units' | 'seeds' | 'repairs' | 'window' | 'limit' | 'extras'> &
    SearchSettings &
    NamedUnitTexts;
}

/** The estimate of each chosen model's study. */
export function estimateModels({ models, known, calibration, repairText, benchmarks, params }: EstimateParts): readonly ModelEstimate[] {
  const reference = known.find(({ speed }) => speed.tokensPerSecond !== null && speed.requestsPerSecond !== null)?.speed ?? null;
  return models.map((model) => ({
    model,
    ...estimateStudy({
      blockCount: model.blockCount,
      speed: model.speed,
      reference,
      calibration: getTextSize(calibration, params.window),
      strategies: params.strategies,
      units: params.units.map(listKinds),
      // Counts that cannot be read are told beside the field and cost nothing yet.
      counts: parseCounts(params.counts) ?? [],
      seedCount: params.seeds,
      // Seeds are multiplied in the same way.
      search: { passes: params.passes, seedCount: parseSearchSeeds(params.searchSeeds)?.length ?? 0 },
      named: findNamedUnits(params),
      repairs: { count: params.repairs.length, text: getTextSize(repairText, params.window) },
      benchmarks: benchmarks.map((benchmark) => ({
        ...benchmark,
        documentCount: Math.min(benchmark.documentCount, params.limit ?? benchmark.documentCount),
      })),
    }),
  }));
}

function getTextSize({ configurations, characterCount }: CalibrationChoice, window: number): TextSize {
  const whole = configurations.nodes.filter(
    ({ windowLimit, documentPart, drawSeed }) => windowLimit === null && documentPart === null && drawSeed === null,
  );
  const tokenCount = whole[0]?.tokenCount ?? Math.ceil(characterCount / CHARACTERS_PER_TOKEN);
  const same = whole.find((one) => one.window === window);
  return { tokenCount: same?.tokenCount ?? tokenCount, windowCount: same?.windowCount ?? Math.ceil(tokenCount / window) };
}
