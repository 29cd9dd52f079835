import { Environment, parse, tokenize } from '@huggingface/jinja';
import { AppError, messageOf } from '@lamina/errors';
import { parsePythonLiteral } from '../python/python-literal.ts';
import type { Row } from '../task/row.ts';
import { HarnessInterpreter, type TemplateNode, toPlainValue } from './harness-interpreter.ts';

/** A compiled template for rows. */
export interface CompiledTemplate {
  /** The text for one row. @throws AppError BAD_USER_INPUT for a variable that the row does not have, or an operation that Jinja refuses */
  render(row: Row): string;
  /**
   * The value for one row: the value of the expression if the template is a single expression, otherwise the rendered text parsed as a Python
   * literal.
   */
  evaluate(row: Row): unknown;
}

/**
 * Compiles a Jinja template with the harness' settings: blocks are not trimmed, a final line feed is kept, undefined variables are refused.
 * @throws AppError BAD_USER_INPUT if the template does not parse
 */
export function compileTemplate(template: string): CompiledTemplate {
  const nodes = parseNodes(template);
  // The tokenizer drops one final line feed, as Jinja does by default; the harness keeps it.
  const ending = template.endsWith('\n') ? '\n' : '';
  const render = (row: Row) =>
    guard(template, () => {
      const environment = createEnvironment(row);
      return String(new HarnessInterpreter(environment).evaluateBlock(nodes, environment).value) + ending;
    });
  const [only] = nodes;
  return {
    render,
    evaluate(row) {
      if (only === undefined || nodes.length > 1 || ending !== '' || !isExpression(only)) return parsePythonLiteral(render(row));
      return guard(template, () => {
        const environment = createEnvironment(row);
        return toPlainValue(new HarnessInterpreter(environment).evaluate(only, environment));
      });
    },
  };
}

function parseNodes(template: string): readonly TemplateNode[] {
  return guard(template, () => parse(tokenize(template, { trim_blocks: false, lstrip_blocks: false })).body);
}

function createEnvironment(row: Row): Environment {
  const environment = new Environment();
  const globals = { true: true, True: true, false: false, False: false, none: null, None: null, range: listRange };
  for (const [name, value] of Object.entries({ ...globals, ...row })) environment.set(name, value);
  return environment;
}

function listRange(...limits: readonly number[]): number[] {
  const [start = 0, stop = 0, step = 1] = limits.length === 1 ? [0, limits[0]] : limits;
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, index) => start + index * step);
}

function isExpression({ type }: TemplateNode): boolean {
  return !['If', 'For', 'Set', 'Macro', 'Comment', 'StringLiteral', 'CallStatement', 'FilterStatement'].includes(type);
}

function guard<T>(template: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const why = messageOf(cause);
    throw new AppError('BAD_USER_INPUT', `The template ${JSON.stringify(template.slice(0, 120))} failed: ${why}`, {
      cause,
    });
  }
}
