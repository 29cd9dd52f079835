import type { TaskDefinition } from '../definition/task-definition.ts';
import { capitalizeText, stripText } from '../python/python-text.ts';
import { getInteger, getText, getTextList, type Row } from '../task/row.ts';

/** The harness' process_docs of hellaswag (0.4.13). */
export const toHellaswagItem = ((row) => ({
  kind: 'choices',
  question: writeScene(row),
  choices: getTextList(row, 'endings').map(cleanText),
  gold: getInteger(row, 'label'),
})) satisfies TaskDefinition['toItem'];

/** hellaswag in OpenCompass' style: the harness' cleaned texts without the activity, with the ending on a separate line. */
export const toPaperHellaswagItem: TaskDefinition['toItem'] = (row) => {
  // The text after the second ": ", or after the only one.
  const parts = writeScene(row).split(': ');
  const context = parts.slice(Math.min(2, parts.length - 1)).join(': ');
  return { ...toHellaswagItem(row), question: `${context}\n` };
};

function writeScene(row: Row): string {
  return cleanText(`${getText(row, 'activity_label')}: ${getText(row, 'ctx_a')} ${capitalizeText(getText(row, 'ctx_b'))}`);
}

/**
 * The harness' clean-up in order: strip, " [title]" to ". ", removal of bracketed spans, and replacement of double spaces in a single pass. There is
 * no strip at the end, so a text may keep a leading or trailing space.
 */
function cleanText(text: string): string {
  return stripText(text)
    .replaceAll(' [title]', '. ')
    .replaceAll(/\[[^\n]*?\]/g, '')
    .replaceAll('  ', ' ');
}
