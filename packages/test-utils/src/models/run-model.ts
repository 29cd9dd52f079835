import { getAt } from '@lamina/errors';
import { DATA_TYPE, encodeModel, type Model } from '@lamina/onnx';
import * as ort from 'onnxruntime-node';

/** One output: its values as numbers, and its shape. */
export interface FetchedTensor {
  readonly values: readonly number[];
  readonly dims: readonly number[];
}

/**
 * Runs a built model in ONNX Runtime on rows of equal length, without padding and with empty caches. Returns every output. `extra` feeds more int64
 * inputs with the shape of the rows.
 */
export async function runModel(
  model: Model,
  rows: readonly (readonly number[])[],
  extra: Readonly<Record<string, readonly (readonly number[])[]>> = {},
): Promise<Readonly<Record<string, FetchedTensor>>> {
  const loaded = recent.find((one) => one.model === model) ?? load(model);
  loaded.runs += 1;
  try {
    const outputs = await (await loaded.session).run(listFeeds(model, rows, extra));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data, dims }]) => [
        name,
        { values: Array.from(data as ArrayLike<number | bigint>, Number), dims },
      ]),
    );
  } finally {
    loaded.runs -= 1;
    const [idle] = recent.length > MAX_LOADED ? recent.filter(({ runs }) => runs === 0) : [];
    if (idle) await unload(idle);
  }
}

interface LoadedModel {
  readonly model: Model;
  readonly session: Promise<ort.InferenceSession>;
  /** Runs that have not ended. */
  runs: number;
}

/** Tests run the same few models again and again: loading one takes longer than running it. */
const recent: LoadedModel[] = [];
const MAX_LOADED = 4;

function load(model: Model): LoadedModel {
  const session = ort.InferenceSession.create(encodeModel(model), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    // Computes exact products of 8-bit numbers, also on processors without VNNI.
    extra: { session: { x64quantprecision: '1' } },
  });
  const loaded = { model, session, runs: 0 };
  recent.push(loaded);
  return loaded;
}

async function unload(idle: LoadedModel): Promise<void> {
  recent.splice(recent.indexOf(idle), 1);
  // A model that ONNX Runtime refused has no session; the run has said so.
  await idle.session.then(
    (session) => session.release(),
    () => undefined,
  );
}

function listFeeds(
  model: Model,
  rows: readonly (readonly number[])[],
  extra: Readonly<Record<string, readonly (readonly number[])[]>>,
): Record<string, ort.Tensor> {
  const width = getAt(rows, 0).length;
  const grid = (value: (row: number, column: number) => number): ort.Tensor =>
    new ort.Tensor(
      'int64',
      BigInt64Array.from(rows.flatMap((_, row) => Array.from({ length: width }, (_unused, column) => BigInt(value(row, column))))),
      [rows.length, width],
    );
  // Inputs that a test does not give are zeros.
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name, elementType, dims } of model.graph.inputs) {
    if (name === 'input_ids') feeds[name] = grid((row, column) => getAt(getAt(rows, row), column));
    else if (name === 'attention_mask') feeds[name] = grid(() => 1);
    else if (name === 'position_ids') feeds[name] = grid((_, column) => column);
    else if (name === 'token_type_ids') feeds[name] = grid((_, column) => column % 2);
    else if (elementType === DATA_TYPE.bool) feeds[name] = new ort.Tensor('bool', Uint8Array.of(0), [1]);
    else if (elementType === DATA_TYPE.float) {
      const extents = (dims ?? []).map((extent, axis) => (typeof extent === 'number' ? extent : axis === 0 ? rows.length : 0));
      feeds[name] = new ort.Tensor('float32', new Float32Array(extents.reduce((product, extent) => product * extent, 1)), extents);
    } else feeds[name] = grid((row, column) => extra[name]?.[row]?.[column] ?? 0);
  }
  return feeds;
}
