import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { startTestHub, type TestHub, type TestHubContent } from '@lamina/test-utils/hub';
import type { HubOptions } from '../client/hub-options.ts';
import { parseHubReference } from '../repo/hub-reference.ts';
import { type PulledModel, pullHubModel } from './pull-model.ts';

export const graph = Buffer.alloc(300_000, 'graph ');
export const weights = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 251));
export const MODEL = {
  'config.json': '{"model_type":"tiny"}',
  'tokenizer.json': '{}',
  'README.md': '# tiny',
  'pytorch_model.bin': 'not needed',
  'onnx/model.onnx': graph,
  'onnx/model.onnx_data': weights,
  'onnx/model_q4.onnx': 'the q4 graph',
  'onnx/model_fp16.onnx': 'the fp16 graph',
};

export let cacheFolder: string;
export let hub: TestHub;
export let waits: number[];

export async function start(content: TestHubContent = { models: { 'lab/tiny': MODEL } }): Promise<void> {
  await hub?.close();
  hub = await startTestHub(content);
}

/** A hub with one model and an empty cache, created anew for every test of the file that calls this. */
export function useFreshHub(): void {
  beforeEach(async () => {
    cacheFolder = mkdtempSync(join(tmpdir(), 'lamina-hub-'));
    waits = [];
    await start();
  });
  afterEach(async () => {
    await hub.close();
    rmSync(cacheFolder, { recursive: true });
  });
}

export function optionsOf(options: Partial<HubOptions> = {}): HubOptions {
  return {
    endpoint: hub.endpoint,
    cacheFolder,
    random: () => 0,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...options,
  };
}

/** The plain graph refers to its weights; the others contain them. */
export const listExternalFiles = (path: string): readonly string[] => (readFileSync(path).equals(graph) ? ['model.onnx_data'] : []);

export async function pull(reference = 'lab/tiny', options: Partial<HubOptions> = {}): Promise<PulledModel> {
  return await pullAll(pullHubModel(parseHubReference(reference), { ...optionsOf(options), listExternalFiles }));
}

export async function pullAll(job: ReturnType<typeof pullHubModel>): Promise<PulledModel> {
  for (let step = await job.next(); ; step = await job.next()) if (step.done) return step.value;
}

export function blobs(): readonly string[] {
  return readdirSync(join(cacheFolder, 'models--lab--tiny/blobs')).sort();
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const fetched = (path: string): typeof hub.requests =>
  hub.requests.filter(({ address, host }) => host === 'storage' && decodeURIComponent(address).includes(path));
