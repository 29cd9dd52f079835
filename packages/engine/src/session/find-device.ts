import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { promisify } from 'node:util';
import type { ExecutionProvider } from './execution-provider.ts';

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
