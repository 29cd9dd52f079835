import { getInteger, getText, getTextList } from '../../task/row.ts';
import { defineWholeTextTask } from '../define-whole-text-task.ts';

/** CHID of FewCLUE in OpenCompass' style: which of seven idioms makes the sentence read well. */
export const CHID = defineWholeTextTask({
  name: 'chid',
  category: 'language',
  description: 'Which of seven Chinese idioms fits a gap',
  source: { kind: 'files', format: 'json', files: { test: ['FewCLUE/chid/test_public.json'] } },
  split: 'test',
  toTexts: (row) =>
    getTextList(row, 'candidates').map(
      (idiom) => `以下句子是否通顺？\n${getText(row, 'content').replaceAll('#idiom#', idiom)}\n这个句子是通顺的。`,
    ),
  toGold: (row) => getInteger(row, 'answer'),
});
