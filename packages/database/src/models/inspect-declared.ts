import { getAt, type Refuse } from '@lamina/errors';
import { digestOf } from '../rows/digest-of.ts';
import type { InspectedModel } from './register-model.ts';

/** Facts of a model without files on this platform, as its owner states them. */
export interface DeclaredFacts {
  readonly blockCount: number;
  readonly hiddenSize: number;
  readonly parameterCount: number;
  readonly vocabularySize?: number | null;
  readonly architecture?: string | null;
  readonly normPlacement?: string | null;
  readonly precision?: string | null;
  /** One number for each layer; null = not known. */
  readonly layerParameterCounts?: readonly number[] | null;
  readonly weightsSha256?: string | null;
}

const SHA256 = /^[0-9a-f]{64}$/;
/** An architecture also names a family, so its letters are those of short names. */
const ARCHITECTURE = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
const MAX_BLOCK_COUNT = 10_000;

/** The declared facts in the form of a scorer's inspection of the graph. @throws AppError as `refuse`, naming the fact that is wrong. */
export function inspectDeclared(facts: DeclaredFacts, refuse: Refuse): InspectedModel {
  checkFacts(facts, refuse);
  const { blockCount, layerParameterCounts: parameters } = facts;
  return {
    format: null,
    storedTypes: null,
    architecture: facts.architecture ?? null,
    blocks: blockCount,
    hiddenSize: facts.hiddenSize,
    vocabularySize: facts.vocabularySize ?? null,
    parameters: facts.parameterCount,
    opset: 0,
    producer: 'declared',
    precision: facts.precision ?? 'unknown',
    normPlacement: facts.normPlacement ?? 'unknown',
    boundaries: [],
    layers: Array.from({ length: blockCount }, (_, index) => ({
      index,
      kind: 'unknown',
      parameters: parameters ? getAt(parameters, index) : 0,
      cachePorts: [],
    })),
    warnings: ['Its facts were handed in; no file of it was read here.'],
    digests: { graphSha256: digestOf({ ...facts }), weightsSha256: facts.weightsSha256 ?? 'unknown', tokenizerSha256: null },
  };
}

function checkFacts(facts: DeclaredFacts, refuse: Refuse): void {
  const { blockCount, hiddenSize, parameterCount, layerParameterCounts, weightsSha256, architecture } = facts;
  if (blockCount < 1 || blockCount > MAX_BLOCK_COUNT) refuse(`facts.blockCount is ${blockCount}; it must be 1 to ${MAX_BLOCK_COUNT}`);
  for (const [field, value] of Object.entries({ hiddenSize, parameterCount })) if (value < 1) refuse(`facts.${field} must be at least 1`);
  if (architecture && !ARCHITECTURE.test(architecture)) refuse('facts.architecture may contain only letters, digits, "-", "_" and "."');
  if (layerParameterCounts && layerParameterCounts.length !== blockCount)
    refuse(`facts.layerParameterCounts holds ${layerParameterCounts.length} numbers for ${blockCount} layers`);
  if (layerParameterCounts?.some((count) => count < 0)) refuse('facts.layerParameterCounts holds a negative number');
  if (weightsSha256 && !SHA256.test(weightsSha256)) refuse('facts.weightsSha256 is not a SHA-256 in lower-case hexadecimal digits');
}
