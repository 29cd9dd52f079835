import { Environment, Interpreter } from '@huggingface/jinja';
import { AppError } from '@lamina/errors';
import { printPythonValue } from '../python/print-python-value.ts';
import { compilePythonRegex } from '../python/python-regex.ts';
import { capitalizeText, lstripText, rstripText, stripText } from '../python/python-text.ts';

/** A runtime value of the interpreter. */
export interface RuntimeValue {
  readonly type: string;
  readonly value: unknown;
}

/** A node of a parsed template. */
export interface TemplateNode {
  readonly type: string;
}

interface MemberNode extends TemplateNode {
  readonly object: TemplateNode;
  readonly property: { readonly value?: unknown };
  readonly computed: boolean;
}

interface FilterNode extends TemplateNode {
  readonly operand: TemplateNode;
  readonly filter: {
    readonly type: string;
    readonly value?: unknown;
    readonly callee?: { readonly value?: unknown };
    readonly args?: readonly TemplateNode[];
  };
}

// The library declares these methods as private and does not export its value classes, so its version is pinned.
const OpenInterpreter = Interpreter as unknown as new (
  environment: Environment,
) => {
  evaluate(node: TemplateNode, environment: Environment): RuntimeValue;
  evaluateBlock(nodes: readonly TemplateNode[], environment: Environment): RuntimeValue;
};

/** Methods of a text whose white space or letters JavaScript counts differently. */
const TEXT_METHODS: Readonly<Record<string, (text: string) => string>> = {
  capitalize: capitalizeText,
  strip: stripText,
  lstrip: lstripText,
  rstrip: rstripText,
};

const STATEMENTS = new Set(['Set', 'If', 'For', 'Macro', 'Comment', 'CallStatement', 'FilterStatement', 'Break', 'Continue']);

/**
 * Jinja as the harness uses it, based on @huggingface/jinja: undefined variables are refused (StrictUndefined), values print as in Python (True,
 * None, lists with single quotes), lists have `index`, and there is the filter `regex_replace`.
 * Source: lm-evaluation-harness 0.4.13, lm_eval/utils.py, env and apply_template.
 */
export class HarnessInterpreter extends OpenInterpreter {
  #lenient = 0;

  override evaluateBlock(nodes: readonly TemplateNode[], environment: Environment): RuntimeValue {
    let text = '';
    for (const node of nodes) {
      const value = this.evaluate(node, environment);
      if (value.type === 'UndefinedValue') refuseUndefined(nameOf(node));
      if (value.type !== 'NullValue' || !STATEMENTS.has(node.type)) text += printPythonValue(toPlainValue(value));
    }
    return toRuntimeValue(text);
  }

  override evaluate(node: TemplateNode, environment: Environment): RuntimeValue {
    if (node?.type === 'FilterExpression') return this.#evaluateFilter(node as FilterNode, environment);
    if (node?.type === 'TestExpression') return this.#evaluateLeniently(node, environment);
    const method = node?.type === 'MemberExpression' ? this.#findMethod(node as MemberNode, environment) : undefined;
    if (method !== undefined) return toRuntimeValue(method);
    const value = super.evaluate(node, environment);
    if (value?.type !== 'UndefinedValue' || node === undefined) return value;
    if (node.type === 'Identifier' && this.#lenient === 0) refuseUndefined(nameOf(node));
    return value;
  }

  #evaluateFilter(node: FilterNode, environment: Environment): RuntimeValue {
    const name = node.filter.type === 'CallExpression' ? node.filter.callee?.value : node.filter.value;
    if (name === 'default' || name === 'd') return this.#evaluateLeniently(node, environment);
    if (name !== 'regex_replace') return super.evaluate(node, environment);
    const { args = [] } = node.filter;
    const [text = '', pattern = '', replacement = ''] = [node.operand, ...args].map((each) =>
      String(toPlainValue(this.evaluate(each, environment))),
    );
    // Python writes groups of a replacement as \1, JavaScript as $1.
    const written = replacement.replaceAll('$', '$$$$').replaceAll(/\\(\d)/g, '$$$1');
    return toRuntimeValue(text.replaceAll(compilePythonRegex(pattern), written));
  }

  #evaluateLeniently(node: TemplateNode, environment: Environment): RuntimeValue {
    this.#lenient += 1;
    try {
      return super.evaluate(node, environment);
    } finally {
      this.#lenient -= 1;
    }
  }

  /** Python methods that the library lacks or implements differently. */
  #findMethod(node: MemberNode, environment: Environment): ((wanted: unknown) => unknown) | undefined {
    const name = String(node.property.value);
    if (node.computed || (name !== 'index' && !Object.hasOwn(TEXT_METHODS, name))) return undefined;
    const owner = toPlainValue(this.evaluate(node.object, environment));
    if (typeof owner === 'string') {
      const method = TEXT_METHODS[name];
      return method && (() => method(owner));
    }
    if (name !== 'index' || !Array.isArray(owner)) return undefined;
    return (wanted) => {
      const index = owner.indexOf(wanted);
      if (index === -1) throw new AppError('BAD_USER_INPUT', `${JSON.stringify(wanted)} is not in the list ${JSON.stringify(owner)}.`);
      return index;
    };
  }
}

/** Converts a plain value, or a function of plain values, to a runtime value. */
function toRuntimeValue(value: unknown): RuntimeValue {
  return new Environment().set('value', value) as RuntimeValue;
}

/** Converts a runtime value to plain JavaScript. */
export function toPlainValue({ type, value }: RuntimeValue): unknown {
  if (type === 'NullValue' || type === 'UndefinedValue') return null;
  if (Array.isArray(value)) return value.map((each: RuntimeValue) => toPlainValue(each));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, each]: [string, RuntimeValue]) => [key, toPlainValue(each)]));
  return value;
}

function nameOf(node: TemplateNode): string {
  return 'value' in node && typeof node.value === 'string' ? `"${node.value}"` : `a ${node.type}`;
}

function refuseUndefined(name: string): never {
  throw new AppError('BAD_USER_INPUT', `The template uses ${name}, which the row does not have; check the column's name.`);
}
