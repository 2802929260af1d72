// lint.js FILE...: what the linter's recommended rules say of OpenAPI documents. Exit status 1: one is wrong.
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  // The document says how to talk to the server, not who may use the program.
  rules: { 'info-license': 'off' },
});
let errors = 0;
for (const ref of process.argv.slice(2)) {
  const problems = await lint({ ref, config });
  const totals = getTotals(problems);
  formatProblems(problems, { format: 'codeframe', totals, version: '' });
  console.log(`${ref}: ${totals.errors} errors, ${totals.warnings} warnings`);
  errors += totals.errors;
}
process.exit(errors === 0 ? 0 : 1);
