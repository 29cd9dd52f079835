import { createHash } from 'node:crypto';
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, print } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

/** Compiled operations kept; the least recently used goes first. A page needs about ten. */
const MAX_COMPILED = 500;

/** Compiles operations to JavaScript once and keeps them: about twice the throughput of interpreting the document each time. */
export class CompiledQueries {
  readonly #schema: GraphQLSchema;
  readonly #compiled = new Map<string, CompiledQuery>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The compiled operation, or the errors that keep it from being compiled. */
  compile(document: DocumentNode, operationName: string | undefined, source: string | undefined): CompiledQuery | ExecutionResult {
    const key = createHash('sha256')
      .update(`${operationName ?? ''}\n${source ?? print(document)}`)
      .digest('base64');
    const known = this.#compiled.get(key);
    if (known !== undefined) {
      this.#compiled.delete(key);
      this.#compiled.set(key, known);
      return known;
    }
    const compiled = compileQuery(this.#schema, document, operationName, { useExperimentalPathBasedSkipInclude: true });
    if (!isCompiledQuery(compiled)) return compiled;
    this.#compiled.set(key, compiled);
    const oldest = this.#compiled.keys().next().value;
    if (this.#compiled.size > MAX_COMPILED && oldest !== undefined) this.#compiled.delete(oldest);
    return compiled;
  }
}
