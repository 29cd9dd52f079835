import { type MeasurementRequest, PERPLEXITY_METRIC } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { toEnumName } from '@lamina/metrics';
import type { UnitKind } from '@lamina/plans';
import type { PlatformReader } from '../study/open-platform.ts';

/** Ends of an interval. */
interface Interval {
  readonly low: number;
  readonly high: number;
}

interface SpeedRatio {
  readonly ratio: number;
  readonly interval: Interval | null;
}

/** A measured removal as the platform answers with it. */
export interface RecommendedRemoval {
  readonly removed: readonly number[];
  readonly removedAttention: readonly number[];
  readonly removedMlp: readonly number[];
  /** In capitals; null = nothing replaces the removed blocks. */
  readonly repair: string | null;
  /** Calibration texts whose scores led to it; empty where no scores were read. */
  readonly chosenOn: readonly string[];
  readonly loss: number;
  readonly lossInterval: Interval;
  readonly probabilityWithin: number;
  readonly correctedProbability: number;
  readonly documents: number;
  /** What else it loses; null = not measured. */
  readonly otherLoss: {
    readonly metric: string;
    readonly benchmarks: readonly string[];
    readonly loss: number;
    readonly lossInterval: Interval;
  } | null;
  readonly command: string;
  /** URLs of the files of the pruned model; empty unless a worker wrote it. */
  readonly downloads: readonly string[];
  readonly saves: {
    readonly parameters: number;
    readonly parameterRatio: number;
    readonly bytes: number | null;
    readonly cacheBytesPerToken: number | null;
    readonly prefill: SpeedRatio | null;
    readonly decode: SpeedRatio | null;
    readonly machine: string | null;
  };
}

/** A platform's recommendation. */
export interface Recommendation {
  readonly verdict: string;
  readonly statement: string;
  readonly method: string;
  readonly metric: string;
  readonly maximumLoss: number;
  /** The share of the whole model's score, or of whole ÷ pruned perplexity, that is kept at the maximum loss. */
  readonly minimumRetention: number;
  readonly benchmarks: readonly string[];
  readonly lane: string | null;
  readonly comparedCount: number;
  readonly documentsNeeded: number | null;
  readonly choice: RecommendedRemoval | null;
  readonly surer: RecommendedRemoval | null;
  readonly measure: MeasurementRequest | null;
}

/** A removal as the API sends it. */
type SentRemoval = Omit<RecommendedRemoval, 'downloads'> & {
  readonly pruning: { readonly artefact: { readonly files: readonly { readonly download: string }[] } | null };
};
type SentRecommendation = Omit<Recommendation, 'minimumRetention' | 'choice' | 'surer'> &
  Readonly<Record<'choice' | 'surer', SentRemoval | null>>;
/** The recommendation, and the benchmark that the metric names; a mean names none. */
interface SentAnswer {
  readonly recommendation: SentRecommendation | null;
  readonly benchmarks: { readonly nodes: readonly { readonly kind: string }[] };
}

/** What is asked for. */
export interface RecommendationRequest {
  /** Short name or global id. */
  readonly model: string;
  readonly maximumLoss: number;
  readonly metric: string;
  readonly units: readonly UnitKind[] | null;
}

const REMOVAL = `removed removedAttention removedMlp repair chosenOn loss lossInterval { low high } probabilityWithin correctedProbability documents command
  otherLoss { metric benchmarks loss lossInterval { low high } }
  pruning { artefact { files { download } } }
  saves { parameters parameterRatio bytes cacheBytesPerToken machine prefill { ratio interval { low high } } decode { ratio interval { low high } } }`;
const QUERY = `query Recommendation($model: String!, $maximumLoss: Float!, $metric: String!, $units: [UnitKind!]) {
  recommendation(model: $model, maximumLoss: $maximumLoss, metric: $metric, units: $units) {
    verdict statement method metric maximumLoss benchmarks lane comparedCount documentsNeeded
    choice { ${REMOVAL} } surer { ${REMOVAL} } measure { reason strategies counts units repairs benchmarks documents efficiency } }
  benchmarks(filter: { names: [$metric] }) { nodes { kind } } }`;

/** @throws AppError CONFLICT with the platform's own words where it refuses, HUB_UNREACHABLE where it does not answer. */
export async function readRecommendation(platform: PlatformReader, { units, ...request }: RecommendationRequest): Promise<Recommendation> {
  const named = units?.map(toEnumName) ?? null;
  const { recommendation, benchmarks } = await platform.query<SentAnswer>(QUERY, { ...request, units: named });
  if (recommendation === null)
    throw new AppError('HUB_UNREACHABLE', `the platform at ${platform.origin} answered without a recommendation`);
  const toRemoval = (sent: SentRemoval | null): RecommendedRemoval | null => {
    if (sent === null) return null;
    const { pruning, ...removal } = sent;
    // Without an artefact nothing was written.
    const files = pruning.artefact?.files ?? [];
    return { ...removal, downloads: files.map(({ download }) => platform.urlOf(download)) };
  };
  const isPerplexity = request.metric === PERPLEXITY_METRIC || benchmarks.nodes.some(({ kind }) => kind === 'PERPLEXITY');
  return {
    ...recommendation,
    // A loss of perplexity is pruned ÷ whole − 1.
    minimumRetention: isPerplexity ? 1 / (1 + request.maximumLoss) : 1 - request.maximumLoss,
    choice: toRemoval(recommendation.choice),
    surer: toRemoval(recommendation.surer),
  };
}
