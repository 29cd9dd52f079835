/** Roles of messages: what a template writes between its own texts. */
const ROLES = ['system', 'user', 'assistant', 'model', 'tool'];
const COMMENT = /\{#[\s\S]*?#\}/g;
const TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const LITERAL = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
]);

/**
 * The texts that chat templates (Jinja) can write: what stands outside of tags, the strings inside of them, and the roles. Comments write nothing.
 *
 *   {{ '<|im_start|>' + role }}\n  →  <|im_start|>, \n, system, user, …
 */
export function listTemplateTexts(templates: readonly string[]): readonly string[] {
  if (templates.length === 0) return [];
  const texts = templates.flatMap((template) => {
    const plain = template.replace(COMMENT, '');
    const literals = (plain.match(TAG) ?? []).flatMap((tag) =>
      [...tag.matchAll(LITERAL)].map(([, single, double = '']) => single ?? double),
    );
    return [...plain.split(TAG), ...literals.map((text) => text.replace(/\\(.)/gs, (_, character) => ESCAPES.get(character) ?? character))];
  });
  return [...new Set([...texts, ...ROLES])].filter((text) => text !== '');
}
