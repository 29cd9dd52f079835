import { cpus } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { findDevice, parseCudaDevices, parseFreeMemory, parseVulkanDevices } from './execution-provider.ts';

describe('findDevice', () => {
  it('names the processor and its logical cores', async () => {
    await expect(findDevice('cpu')).resolves.toMatch(/, \d+ logical cores$/);
    await expect(findDevice('cpu')).resolves.toContain(cpus()[0]?.model.trim());
  });

  it('says of a GPU what is not known', async () => {
    await expect(findDevice('cuda')).resolves.toMatch(/driver|unknown CUDA device/);
    await expect(findDevice('webgpu')).resolves.toMatch(/Vulkan|unknown WebGPU adapter/);
  });

  it('reads the lines of nvidia-smi', () => {
    expect(parseCudaDevices('NVIDIA H100 80GB HBM3, 570.86.15, 81559 MiB\nNVIDIA L4, 570.86.15, 23034 MiB\n')).toEqual([
      'NVIDIA H100 80GB HBM3, driver 570.86.15, 81559 MiB',
      'NVIDIA L4, driver 570.86.15, 23034 MiB',
    ]);
    expect(parseCudaDevices('No devices were found\n')).toEqual([]);
  });

  it('reads the free memory of the first device', () => {
    expect(parseFreeMemory('81007\n22500\n')).toBe(81_007 * 1024 ** 2);
    expect(['', '[N/A]\n', 'No devices were found\n'].map(parseFreeMemory)).toEqual([null, null, null]);
  });

  it('reads the device names of vulkaninfo', () => {
    expect(parseVulkanDevices('GPU0:\n\tapiVersion = 1.4.305\n\tdeviceName         = llvmpipe (LLVM 19.1.7, 256 bits)\n')).toEqual([
      'llvmpipe (LLVM 19.1.7, 256 bits)',
    ]);
  });
});
