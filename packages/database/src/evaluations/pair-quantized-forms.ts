import type { Transaction } from '../connection/create-database.ts';

/**
 * Stores how sure it is what whole quantized forms keep of their originals, where one of the stored evaluations is of a form or of an original. Call it
 * when their answers are stored.
 *
 * @param stored evaluations without removed layers; without any, no statement is sent
 */
export async function pairQuantizedForms(transaction: Transaction, stored: readonly string[]): Promise<void> {
  if (stored.length === 0) return;
  await transaction.$executeRaw`SELECT lamina_pair_quantized_forms(${[...stored]}::uuid[])`;
}
