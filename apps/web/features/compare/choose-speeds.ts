import type { SpeedRatio } from '../pruning/speed-ratio.ts';
import type { Retention } from './load-comparison.ts';

export type SpeedFacts = Retention['nodes'][number]['pruning']['efficiencies']['nodes'][number];

/** The speeds of a pruned model ÷ those of the same model whole, on one machine. */
export interface ComparedSpeed {
  /** Texts × tokens of the task. */
  readonly load: string;
  readonly device: string;
  readonly prefill: SpeedRatio;
  readonly decode: SpeedRatio;
}

/**
 * One measured speed per model, by slug. Only speeds that were measured alone and alternately with the whole model count. Speeds of different loads are
 * not comparable, so each model has the load that most of the models have; a model without it has the next one.
 * @param measured the speeds of each model's pruning, the newest first
 */
export function chooseSpeeds(measured: ReadonlyMap<string, readonly SpeedFacts[]>): Map<string, ComparedSpeed> {
  const usable = [...measured].map(([slug, speeds]) => [slug, speeds.flatMap(toComparedSpeed)] as const);
  const loads = usable.flatMap(([, speeds]) => [...new Set(speeds.map(({ load }) => load))]);
  const countOf = (load: string) => loads.filter((one) => one === load).length;
  return new Map(
    usable.flatMap(([slug, speeds]) => {
      const [chosen] = speeds.toSorted((a, b) => countOf(b.load) - countOf(a.load));
      return chosen ? [[slug, chosen] as const] : [];
    }),
  );
}

function toComparedSpeed({ measuredAlone, batch, promptTokens, runtime, comparedWithDense }: SpeedFacts): ComparedSpeed[] {
  const { prefillSpeedup = null, decodeSpeedup = null, prefillSpeedupInterval, decodeSpeedupInterval } = comparedWithDense ?? {};
  if (!measuredAlone || (prefillSpeedup === null && decodeSpeedup === null)) return [];
  return [
    {
      load: `${batch} × ${promptTokens}`,
      device: `${runtime.provider}, ${runtime.device ?? 'unknown device'}, ${runtime.threads} threads`,
      prefill: { ratio: prefillSpeedup, interval: prefillSpeedupInterval ?? null },
      decode: { ratio: decodeSpeedup, interval: decodeSpeedupInterval ?? null },
    },
  ];
}
