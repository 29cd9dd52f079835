import { tmpdir } from 'node:os';
import { createSession } from '@lamina/engine';
import {
  createFloatTensor,
  createInt64Tensor,
  createModel,
  createNode,
  createValueInfo,
  DATA_TYPE,
  type Graph,
  type Model,
} from '@lamina/onnx';
import * as ort from 'onnxruntime-node';
import { median } from './median.ts';

/** The maximum speed of this machine through ONNX Runtime. */
export interface Roofline {
  /** Largest float32 matrix product, in 10⁹ operations per second (a multiply-add is two). */
  readonly gflops: number;
  /** Reading memory, in 10⁹ bytes per second. */
  readonly gigabytesPerSecond: number;
}

const ROWS = 512;
const SIZE = 2048;
const READ_FLOATS = 48 * 1024 * 1024;

export async function measureRoofline(threads: number, rounds = 9): Promise<Roofline> {
  const weight = createFloatTensor(
    'w',
    Array.from({ length: SIZE * SIZE }, (_, index) => (index % 17) / 17),
    [SIZE, SIZE],
  );
  const product = modelOf({ nodes: [createNode('MatMul', ['x', 'w'], ['y'])], initializers: [weight] }, [ROWS, SIZE]);
  const productMs = await time(product, new ort.Tensor('float32', new Float32Array(ROWS * SIZE).fill(0.5), [ROWS, SIZE]), threads, rounds);
  const axes = createInt64Tensor('axes', [0]);
  const sum = modelOf({ nodes: [createNode('ReduceSum', ['x', 'axes'], ['y'])], initializers: [axes] }, [READ_FLOATS / SIZE, SIZE]);
  const read = new ort.Tensor('float32', new Float32Array(READ_FLOATS), [READ_FLOATS / SIZE, SIZE]);
  const readMs = await time(sum, read, threads, rounds);
  return { gflops: (2 * ROWS * SIZE * SIZE) / productMs / 1e6, gigabytesPerSecond: (READ_FLOATS * 4) / readMs / 1e6 };
}

async function time(model: Model, x: ort.Tensor, threads: number, rounds: number): Promise<number> {
  const session = await createSession(model, { folder: tmpdir(), coded: null }, { threads, providers: ['cpu'] });
  const times: number[] = [];
  for (let round = -2; round < rounds; round += 1) {
    const started = performance.now();
    await session.run({ x });
    if (round >= 0) times.push(performance.now() - started);
  }
  await session.release();
  return median(times);
}

function modelOf(parts: Pick<Graph, 'nodes' | 'initializers'>, dims: readonly number[]): Model {
  const ports = { inputs: [createValueInfo('x', DATA_TYPE.float, dims)], outputs: [createValueInfo('y', DATA_TYPE.float, null)] };
  return createModel({ ...parts, ...ports, name: 'roofline' });
}
