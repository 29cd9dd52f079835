import type { FloatProduct } from '@lamina/metrics';
import { Tensor } from 'onnxruntime-node';
import { floatsOf } from '../session/run-batches.ts';
import { createSession, type SessionOptions } from '../session/session.ts';
import { productModel } from './product-model.ts';

/** Multiplies float32 matrices in ONNX Runtime, on the processor. */
export interface Float32Products {
  readonly multiply: FloatProduct;
  release(): Promise<void>;
}

export async function createFloat32Products({ threads }: Pick<SessionOptions, 'threads'> = {}): Promise<Float32Products> {
  const session = await createSession(productModel('float', { a: true, b: false }), '.', {
    providers: ['cpu'],
    takesTurns: true,
    keepsMemory: true,
    threads,
  });
  const tensorOf = (values: Float32Array, tokens: number): Tensor => new Tensor('float32', values, [tokens, values.length / tokens]);
  return {
    async multiply(a, b, tokens) {
      return floatsOf(await session.run({ a: tensorOf(a, tokens), b: tensorOf(b, tokens) }), 'product');
    },
    release: () => session.release(),
  };
}
