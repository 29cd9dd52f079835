/** A question with lettered options, one per line: "question⏎A. first⏎B. second⏎…⏎ending". */
export function writeLetteredQuestion(question: string, options: readonly string[], ending: string): string {
  return [question, ...options.map((option, index) => `${LETTERS[index]}. ${option}`), ending].join('\n');
}

/** The letters of the options, in order. */
export const LETTERS: readonly string[] = ['A', 'B', 'C', 'D', 'E'];
