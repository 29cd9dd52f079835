import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError, getAt } from '@lamina/errors';
import { createCast, createModel, createValueInfo, DATA_TYPE, encodeModel } from '@lamina/onnx';
import * as ort from 'onnxruntime-node';

/** The execution providers of onnxruntime-node 1.30 that Lamina uses. */
export const EXECUTION_PROVIDERS = ['cuda', 'webgpu', 'cpu'] as const;
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];

const DEFAULT_PROVIDERS: readonly ExecutionProvider[] = ['cuda', 'cpu'];

/**
 * Parses a list such as `cuda,cpu`, in the order in which providers are tried. No text, or an empty one, gives undefined: the engine then chooses.
 *
 * @throws AppError CONFIG_INVALID.
 */
export function parseExecutionProviders(text: string | null | undefined): readonly ExecutionProvider[] | undefined {
  const names = text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names === undefined || names.length === 0) return undefined;
  return names.map((name) => {
    const provider = EXECUTION_PROVIDERS.find((supported) => supported === name);
    if (provider) return provider;
    throw new AppError('CONFIG_INVALID', `LAMINA_EXECUTION_PROVIDERS contains "${name}"; supported are ${EXECUTION_PROVIDERS.join(', ')}`);
  });
}

/** The provider on which sessions are created, and why no preferred provider is used. */
export interface ProviderChoice {
  readonly provider: ExecutionProvider;
  /**
   * Every provider that was passed over, with the reason: `cuda: not installed; webgpu: Failed to get a WebGPU adapter`. Null where the first choice
   * works.
   */
  readonly fallback: string | null;
}

/**
 * The first provider of `wanted` that can create a session on this machine. ONNX Runtime does not fall back by itself: it throws where the library or
 * the device of a provider is missing. Without `wanted`, it is CUDA if that works, or else the CPU; a CUDA that is not installed is then no fallback.
 *
 * @throws AppError RUNTIME_FAILED where no provider works, with the reason of each.
 */
export async function probeExecutionProvider(wanted?: readonly ExecutionProvider[]): Promise<ProviderChoice> {
  const reasons: string[] = [];
  for (const provider of wanted ?? DEFAULT_PROVIDERS) {
    if (!isInstalled(provider)) {
      if (wanted) reasons.push(`${provider}: not installed`);
      continue;
    }
    const reason = await tryProvider(provider);
    if (reason === null) return { provider, fallback: reasons.length === 0 ? null : reasons.join('; ') };
    reasons.push(`${provider}: ${reason}`);
  }
  throw new AppError('RUNTIME_FAILED', `no execution provider works here (${reasons.join('; ')}); add cpu to LAMINA_EXECUTION_PROVIDERS`);
}

/** The providers that have worked in this process. A provider that failed is tried again, since a library or a device may be added. */
const working = new Set<ExecutionProvider>();

/** Null where a session can be created; otherwise the reason why not. */
async function tryProvider(provider: ExecutionProvider): Promise<string | null> {
  if (working.has(provider)) return null;
  try {
    const session = await ort.InferenceSession.create(encodeModel(PROBE), {
      executionProviders: [provider],
      logSeverityLevel: 4,
    });
    await session.release();
    working.add(provider);
    return null;
  } catch (error) {
    return error instanceof Error ? getAt(error.message.split('\n'), 0) : String(error);
  }
}

function isInstalled(provider: ExecutionProvider): boolean {
  const isSupported = ort.listSupportedBackends().some(({ name }) => name === provider);
  return isSupported && (provider !== 'cuda' || hasCudaLibrary());
}

/** The CUDA provider is a separate library beside the binding. Where it is absent, asking for it prints alarming text. */
function hasCudaLibrary(): boolean {
  const binaries = join(
    dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    'bin',
    'napi-v6',
    process.platform,
    process.arch,
  );
  return existsSync(join(binaries, process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so'));
}

const PROBE = createModel({
  name: 'probe',
  nodes: [createCast('x', 'y', DATA_TYPE.float)],
  inputs: [createValueInfo('x', DATA_TYPE.float, [1])],
  outputs: [createValueInfo('y', DATA_TYPE.float, [1])],
});

const TOOL_TIMEOUT_MS = 5000;

/**
 * The device on which a provider computes, in words: `AMD EPYC 7B13, 2 logical cores`; `NVIDIA H100 80GB HBM3, driver 570.86.15, 81559 MiB`.
 * ONNX Runtime does not tell it, so the driver's own tool is asked. Where the tool is absent, or lists several devices, the text says what is unknown.
 */
export function findDevice(provider: ExecutionProvider): Promise<string> {
  const device = found.get(provider) ?? askDevice(provider);
  found.set(provider, device);
  return device;
}

/** The answer is kept for the process: some runs create a session per block. */
const found = new Map<ExecutionProvider, Promise<string>>();

function askDevice(provider: ExecutionProvider): Promise<string> {
  if (provider === 'cuda') return findCudaDevice();
  if (provider === 'webgpu') return findWebgpuDevice();
  const cores = cpus();
  return Promise.resolve(`${cores[0]?.model.trim() || 'unknown processor'}, ${cores.length} logical cores`);
}

async function findCudaDevice(): Promise<string> {
  const output = await askTool('nvidia-smi', ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader']);
  const [first] = parseCudaDevices(output);
  // ONNX Runtime takes device 0 of those visible to the process. That is the first one that the driver lists.
  return first ?? 'unknown CUDA device (nvidia-smi does not answer)';
}

/** Reads the lines of `nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader`. */
export function parseCudaDevices(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => {
    const [name, driver, memory] = line.split(',').map((part) => part.trim());
    return name && driver && memory ? [`${name}, driver ${driver}, ${memory}`] : [];
  });
}

/** The free memory of the CUDA device that sessions use, in bytes; null where nvidia-smi does not tell it. It changes, so it is asked each time. */
export async function findFreeCudaMemory(): Promise<number | null> {
  return parseFreeMemory(await askTool('nvidia-smi', ['--query-gpu=memory.free', '--format=csv,noheader,nounits']));
}

/** Reads the first line of `nvidia-smi --query-gpu=memory.free --format=csv,noheader,nounits`: mebibytes. A device without a memory of its own has no number. */
export function parseFreeMemory(output: string): number | null {
  const [first = ''] = output.split('\n');
  return /^\d+$/.test(first.trim()) ? Number(first) * 1024 ** 2 : null;
}

async function findWebgpuDevice(): Promise<string> {
  const output = process.platform === 'darwin' ? '' : await askTool('vulkaninfo', ['--summary']);
  const names = parseVulkanDevices(output);
  if (names.length === 0) return 'unknown WebGPU adapter (vulkaninfo, of vulkan-tools, does not answer)';
  return names.length === 1 ? `${names[0]} (Vulkan)` : `one of ${names.join('; ')} (Vulkan)`;
}

/** Reads the device names of `vulkaninfo --summary`. */
export function parseVulkanDevices(output: string): readonly string[] {
  return [...output.matchAll(/^\s*deviceName\s*=\s*(.+?)\s*$/gm)].map(([, name = '']) => name);
}

/** The output of a command; empty where the command is absent, fails, or takes too long. */
async function askTool(command: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { timeout: TOOL_TIMEOUT_MS })).stdout;
  } catch {
    return '';
  }
}
