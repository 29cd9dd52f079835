import { getAt } from '@lamina/errors';
import { createMatrix, type Matrix, type MatrixProduct, type TransposedFactors } from '@lamina/metrics';
import { NO_WEIGHTS } from '@lamina/models';
import { createAttribute, createModel, createNode, createValueInfo, DATA_TYPE, type Model } from '@lamina/onnx';
import { Tensor } from 'onnxruntime-node';
import { createSession, type ModelSession, type SessionOptions } from '../session/session.ts';

/** Multiplies float64 matrices in ONNX Runtime, on the processor: about ten times faster than loops in JavaScript. */
interface Float64Products {
  readonly multiply: MatrixProduct;
  release(): Promise<void>;
}

export function createFloat64Products({ threads }: Pick<SessionOptions, 'threads'>): Float64Products {
  const sessions = new Map<string, Promise<ModelSession>>();
  const sessionOf = ({ a = false, b = false }: TransposedFactors): Promise<ModelSession> => {
    const key = `${a}${b}`;
    const options = { providers: ['cpu'], takesTurns: true, keepsMemory: false, threads } as const;
    const session = sessions.get(key) ?? createSession(productModel({ a, b }), NO_WEIGHTS, options);
    sessions.set(key, session);
    return session;
  };
  return {
    async multiply(a, b, transposed = {}) {
      const session = await sessionOf(transposed);
      const { product } = await session.run({ a: tensorOf(a), b: tensorOf(b) });
      if (!(product?.data instanceof Float64Array)) throw new Error('a float64 product must be float64');
      return createMatrix(getAt(product.dims, 0), getAt(product.dims, 1), product.data);
    },
    async release() {
      const made = await Promise.all(sessions.values());
      sessions.clear();
      await Promise.all(made.map((session) => session.release()));
    },
  };
}

function tensorOf({ values, rows, columns }: Matrix): Tensor {
  return new Tensor('float64', values, [rows, columns]);
}

/** Gemm(a, b) → product; either factor may be transposed. */
function productModel({ a, b }: Required<TransposedFactors>): Model {
  const flag = (name: string, on: boolean) => createAttribute(name, { kind: 'int', value: on ? 1 : 0 });
  return createModel({
    name: 'product',
    nodes: [createNode('Gemm', ['a', 'b'], ['product'], { attributes: [flag('transA', a), flag('transB', b)] })],
    inputs: [createValueInfo('a', DATA_TYPE.double, ['m', 'k']), createValueInfo('b', DATA_TYPE.double, ['k', 'n'])],
    outputs: [createValueInfo('product', DATA_TYPE.double, ['m', 'n'])],
  });
}
