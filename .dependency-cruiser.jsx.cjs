const rules = require('./.dependency-cruiser.cjs');

const { parser: _parser, ...options } = rules.options;

/** The same rules for folders with JSX, by dependency-cruiser's own parser: it reads JSX, but overlooks `export type … from`. */
module.exports = { ...rules, options: { ...options, exclude: { path: '(^|/)(node_modules|generated|\\.next)/' } } };
