import { availableParallelism } from 'node:os';
import { AppError, getAt } from '@lamina/errors';
import { DATA_TYPE, encodeModel, type Model } from '@lamina/onnx';
import {
  halveProducts,
  repeatRotaryTables,
  separateInt8Constants,
  separateTables,
  spellForWebgpu,
  widenBfloat16,
  widenInputs,
} from '@lamina/surgery';
import * as ort from 'onnxruntime-node';
import { type ExecutionProvider, type ProviderChoice, probeExecutionProvider } from './execution-provider.ts';
import { findDevice } from './find-device.ts';
import { areInt8ProductsExact } from './int8-products.ts';

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
   * True for a session that runs once or twice: weights are read in place when they are used. They are not rearranged first, and those in half precision
   * are cast one after the other, and not all at once.
   */
  readonly runsOnce?: boolean;
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
 * Creates a session from a rewritten graph. ONNX Runtime maps the weights from `weightFolder` into memory; they never pass through JavaScript.
 *
 * @throws AppError RUNTIME_FAILED with the message of ONNX Runtime.
 */
export async function createSession(
  model: Model,
  weightFolder: string,
  options: SessionOptions & SessionTuning = {},
): Promise<ModelSession> {
  const runtime = await describeRuntime(options);
  const widened = widenBfloat16(model);
  const multiplied = runtime.products === 'fp16' ? halveProducts(widened) : widened;
  const spelled = runtime.provider === 'webgpu' ? spellForWebgpu(multiplied) : multiplied;
  const runnable = separateTables(separateInt8Constants(repeatRotaryTables(widenInputs(spelled))));
  // Where products of 8-bit numbers saturate, the same model would give other numbers. ONNX Runtime then makes them exact, which is up to ten times slower
  // on processors that need no help.
  const readsInt8 = runnable.graph.initializers.some(({ dataType }) => dataType === DATA_TYPE.int8);
  const saturates = readsInt8 && !(await areInt8ProductsExact());
  const session = await explain('load the model', () =>
    ort.InferenceSession.create(encodeModel(runnable), {
      executionProviders: [runtime.provider],
      intraOpNumThreads: runtime.threads,
      graphOptimizationLevel: options.optimize === false ? 'disabled' : 'all',
      logSeverityLevel: 4,
      enableCpuMemArena: options.keepsMemory !== false,
      // The binding for Node binds outputs to WebGPU's memory only (decision 21).
      ...(runtime.provider === 'webgpu' ? { preferredOutputLocation: placeOutputs(options.staysOnDevice) } : {}),
      extra: {
        session: {
          model_external_initializers_file_folder_path: weightFolder,
          ...(saturates ? { x64quantprecision: '1' } : {}),
          ...(options.takesTurns ? { intra_op: { allow_spinning: '0' } } : {}),
          ...(options.runsOnce ? { disable_prepacking: '1' } : {}),
        },
        ...(options.runsOnce ? { optimization: { disable_specified_optimizers: 'ConstantFolding' } } : {}),
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
  weightFolder: string,
  options: SessionOptions & SessionTuning,
): Promise<ModelSession> {
  try {
    return await createSession(model, weightFolder, { ...options, optimize: false });
  } catch {
    return await createSession(model, weightFolder, options);
  }
}
