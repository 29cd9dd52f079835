import { availableParallelism } from 'node:os';
import { AppError, getAt } from '@lamina/errors';
import { findStoredForm, type ModelWeights, NO_WEIGHTS, openPackedFile } from '@lamina/models';
import { createModel, createNode, createValueInfo, DATA_TYPE, encodeModel, type Model } from '@lamina/onnx';
import {
  halveProducts,
  packWeights,
  repeatRotaryTables,
  separateInt8Constants,
  separateTables,
  spellForWebgpu,
  widenBfloat16,
  widenInputs,
} from '@lamina/surgery';
import * as ort from 'onnxruntime-node';
import { type ExecutionProvider, findDevice, type ProviderChoice, probeExecutionProvider } from './execution-provider.ts';

/** The version of ONNX Runtime's native library. */
export const RUNTIME_VERSION = ort.env.versions.node ?? ort.env.versions.common;

/** How a session runs; recorded with every result. */
export interface RuntimeFacts extends ProviderChoice {
  /** The device on which the provider computes, in words. */
  readonly device: string;
  readonly version: string;
  readonly threads: number;
  /** The number format in which a float32 graph multiplies by weights. */
  readonly products: ProductPrecision;
}

/** The number formats of products with weights. */
export const PRODUCT_PRECISIONS = ['fp32', 'fp16'] as const;
export type ProductPrecision = (typeof PRODUCT_PRECISIONS)[number];

export interface SessionOptions {
  readonly threads?: number | undefined;
  readonly providers?: readonly ExecutionProvider[] | undefined;
  /** fp16: a float32 graph multiplies by weights in float16, and sums in float32 (halveProducts). It pays on GPUs, not on processors. Default fp32. */
  readonly products?: ProductPrecision;
}

/** How a session is used. The defaults of ONNX Runtime suit a session that runs often and alone. */
interface SessionTuning {
  /** If true, other sessions run alternately with this one. Its threads then sleep while they wait, so that they leave the processor to the others. */
  readonly takesTurns?: boolean;
  /** False for one of many sessions: it gives the memory of a run back. Otherwise each would keep enough memory for its largest run. */
  readonly keepsMemory?: boolean;
  /**
   * True for a session that runs once or twice, and for weights that do not fit into memory: they are read from their file when they are used, and the system
   * may drop them. They are not rearranged first, and those in half precision are cast one after the other, and not all at once.
   */
  readonly inPlace?: boolean;
  /** True for a session that reads a token or a few at a time: weights with codes of 8 bits become floats once, and not in every run. */
  readonly readsFewTokens?: boolean;
  /** False to run the graph as it is written, for a comparison. */
  readonly optimize?: boolean;
  /**
   * Outputs that only later runs read: they stay in the memory of the device where the provider can leave them there, and elsewhere come back as always. Each
   * run must ask for all outputs (ONNX Runtime 1.30 takes the places of fewer outputs for the first ones). The last reader of such a tensor disposes of it.
   */
  readonly staysOnDevice?: readonly string[];
}

/** A model that is ready to run. `run` blocks the event loop while ONNX Runtime works, so long jobs run sessions in a process of their own. */
export interface ModelSession {
  /** The graph as it runs: its inputs, and everything that computes in bfloat16, are float32. */
  readonly model: Model;
  readonly runtime: RuntimeFacts;
  /** @param outputs the outputs to return, by default all; the others are computed all the same */
  run(feeds: Readonly<Record<string, ort.Tensor>>, outputs?: readonly string[]): Promise<ort.InferenceSession.OnnxValueMapType>;
  release(): Promise<void>;
}

/**
 * Creates a session from a rewritten graph. ONNX Runtime maps the weights into memory; they never pass through JavaScript. Weights that are stored as
 * codes are read as codes from their packed file (packWeights). Devices have no kernels for most codes: there ONNX Runtime makes floats of them once,
 * when it loads the graph.
 *
 * @throws AppError RUNTIME_FAILED with the message of ONNX Runtime; DISK_FULL where the packed file does not fit.
 */
export async function createSession(
  model: Model,
  weights: ModelWeights,
  options: SessionOptions & SessionTuning = {},
): Promise<ModelSession> {
  const runtime = await describeRuntime(options);
  const widened = widenBfloat16(model);
  const multiplied = runtime.products === 'fp16' ? halveProducts(widened) : widened;
  const spelled = runtime.provider === 'webgpu' ? spellForWebgpu(multiplied) : multiplied;
  const runnable = separateTables(separateInt8Constants(repeatRotaryTables(widenInputs(spelled))));
  const { coded } = weights;
  const packed = coded === null ? null : await openPackedFile(coded);
  const folded = runtime.provider !== 'cpu' ? 'all' : options.readsFewTokens ? 'bytes' : 'none';
  const stored =
    coded === null || packed === null ? runnable : packWeights(runnable, (tensor) => findStoredForm(coded, packed, tensor), folded);
  // Where products of 8-bit numbers saturate, the same model would give other numbers. ONNX Runtime then makes them exact, which is up to ten times slower
  // on processors that need no help.
  const readsInt8 = runnable.graph.initializers.some(({ dataType }) => dataType === DATA_TYPE.int8);
  const saturates = readsInt8 && !(await areInt8ProductsExact());
  const session = await explain('load the model', () =>
    ort.InferenceSession.create(encodeModel(stored), {
      executionProviders: [runtime.provider],
      intraOpNumThreads: runtime.threads,
      graphOptimizationLevel: options.optimize === false ? 'disabled' : 'all',
      logSeverityLevel: 4,
      enableCpuMemArena: options.keepsMemory !== false,
      // A pattern takes the memory of a whole run at once, beside what the first run took.
      enableMemPattern: options.takesTurns !== true,
      // The binding for Node binds outputs to WebGPU's memory only (decision 21).
      ...(runtime.provider === 'webgpu' ? { preferredOutputLocation: placeOutputs(options.staysOnDevice) } : {}),
      extra: {
        session: {
          model_external_initializers_file_folder_path: packed?.folder ?? weights.folder,
          ...(saturates ? { x64quantprecision: '1' } : {}),
          ...(options.takesTurns ? { intra_op: { allow_spinning: '0' } } : {}),
          // Each run then makes floats of codes of 4 bits, which takes about as long as reading 300 tokens.
          ...(options.inPlace ? { disable_prepacking: '1' } : {}),
        },
        // Folding makes floats of all packed weights that a run would make floats of; the other optimizer of their scales, twice the bytes of the float16 ones.
        ...(options.inPlace || (packed !== null && folded === 'none')
          ? { optimization: { disable_specified_optimizers: 'ConstantFolding;FuseFp16InitializerToFp32NodeTransformer' } }
          : {}),
      },
    }),
  );
  return {
    model: runnable,
    runtime,
    run: (feeds, outputs = session.outputNames) => explain('run the model', () => session.run(feeds, outputs)),
    release: () => session.release(),
  };
}

function placeOutputs(onDevice: readonly string[] = []): Readonly<Record<string, 'gpu-buffer'>> {
  return Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer']));
}

/** The runtime on which sessions with these options run. @throws AppError RUNTIME_FAILED where no wanted provider works. */
export async function describeRuntime(options: SessionOptions): Promise<RuntimeFacts> {
  const { provider, fallback } = await probeExecutionProvider(options.providers);
  const device = await findDevice(provider);
  const { threads = availableParallelism(), products = 'fp32' } = options;
  return { provider, device, fallback, version: RUNTIME_VERSION, threads, products };
}

/** True where ONNX Runtime refused to load or to run a graph. */
export function isRuntimeFailure(error: unknown): boolean {
  return error instanceof AppError && error.code === 'RUNTIME_FAILED';
}

async function explain<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const words = cause instanceof Error ? getAt(cause.message.split('\n'), 0) : String(cause);
    throw new AppError('RUNTIME_FAILED', `ONNX Runtime could not ${action}: ${words.slice(0, 400)}`, { cause });
  }
}

/**
 * Creates a session for the graph as it is written. ONNX Runtime (1.30, 1.32) cannot load every half-precision graph in that form: if a cast to the
 * type that its input already has stays in the graph, ONNX Runtime gives the cast a wrong type. Graph optimisation removes such casts.
 */
export async function createPlainSession(
  model: Model,
  weights: ModelWeights,
  options: SessionOptions & SessionTuning,
): Promise<ModelSession> {
  try {
    return await createSession(model, weights, { ...options, optimize: false });
  } catch {
    return await createSession(model, weights, options);
  }
}

const DEPTH = 64;
const COLUMNS = 16;
/** One text token, and as many as several processors need to use their matrix units. */
const ROWS = [1, 64];
const LARGEST = { uint8: 255, int8: 127 };

/** MatMulInteger(a: uint8[rows, DEPTH], b: int8[DEPTH, COLUMNS]), where every weight has its largest value. */
const PROBE = createModel({
  name: 'int8 products',
  nodes: [createNode('MatMulInteger', ['a', 'b'], ['y'])],
  initializers: [
    {
      name: 'b',
      dims: [DEPTH, COLUMNS],
      dataType: DATA_TYPE.int8,
      rest: [],
      data: { kind: 'bytes', bytes: new Uint8Array(DEPTH * COLUMNS).fill(LARGEST.int8) },
    },
  ],
  inputs: [createValueInfo('a', DATA_TYPE.uint8, ['rows', DEPTH])],
  outputs: [createValueInfo('y', DATA_TYPE.int32, ['rows', COLUMNS])],
});

let found: Promise<boolean> | null = null;

/**
 * Whether ONNX Runtime multiplies uint8 by int8 exactly on this processor as it is. x64 processors without VNNI add pairs of products in 16 bits, which
 * saturates. Asked once per process.
 */
function areInt8ProductsExact(): Promise<boolean> {
  found ??= probe();
  return found;
}

async function probe(): Promise<boolean> {
  const session = await ort.InferenceSession.create(encodeModel(PROBE), { executionProviders: ['cpu'], logSeverityLevel: 4 });
  try {
    for (const rows of ROWS) {
      const a = new ort.Tensor('uint8', new Uint8Array(rows * DEPTH).fill(LARGEST.uint8), [rows, DEPTH]);
      const { y } = await session.run({ a });
      const products = y?.data as Int32Array;
      if (products.some((product) => product !== LARGEST.uint8 * LARGEST.int8 * DEPTH)) return false;
    }
    return true;
  } finally {
    await session.release();
  }
}

/** As long as a row of the models that people run; enough rows for all units of a processor. */
const [PRODUCT_ROWS, PRODUCT_WIDTH] = [256, 2048];
const PRODUCT = createModel({
  name: 'a product',
  nodes: [createNode('MatMul', ['a', 'b'], ['y'])],
  inputs: [
    createValueInfo('a', DATA_TYPE.float, [PRODUCT_ROWS, PRODUCT_WIDTH]),
    createValueInfo('b', DATA_TYPE.float, [PRODUCT_WIDTH, PRODUCT_WIDTH]),
  ],
  outputs: [createValueInfo('y', DATA_TYPE.float, [PRODUCT_ROWS, PRODUCT_WIDTH])],
});
/** The first product also allocates memory. */
const PRODUCTS = 4;

/** How many multiplications with an addition a session makes in a second, in large products of matrices. It takes well under a second. */
export async function measureProductsPerSecond(options: SessionOptions): Promise<number> {
  const session = await createSession(PRODUCT, NO_WEIGHTS, options);
  try {
    const matrix = (rows: number): ort.Tensor =>
      new ort.Tensor('float32', new Float32Array(rows * PRODUCT_WIDTH).fill(1), [rows, PRODUCT_WIDTH]);
    const feeds = { a: matrix(PRODUCT_ROWS), b: matrix(PRODUCT_WIDTH) };
    const seconds: number[] = [];
    for (let run = 0; run < PRODUCTS; run += 1) {
      const started = performance.now();
      await session.run(feeds);
      seconds.push((performance.now() - started) / 1000);
    }
    return (PRODUCT_ROWS * PRODUCT_WIDTH * PRODUCT_WIDTH) / Math.min(...seconds);
  } finally {
    await session.release();
  }
}
