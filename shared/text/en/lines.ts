/** Lines and shared services, their failures and the commands about them. */
export const linesEn = {
  'error.SD-LINE-UNKNOWN': 'There is no line {line}.',
  'error.SD-LINE-UNKNOWN.do': 'See the lines: schooldrum lines',
  'error.SD-LINE-ELSEWHERE': 'Line {line} is of school {school}.',
  'error.SD-LINE-ELSEWHERE.do': 'Use another id, or remove that line first.',
  'error.SD-LINE-BUDGET': 'Line {line} has spent its measuring budget of this month ({used} of {budget} MB).',
  'error.SD-LINE-BUDGET.do': 'Wait for the next month, or raise the budget.',
  'error.SD-LINE-NO-PROBER': 'No machine measures line {line} now.',
  'error.SD-LINE-NO-PROBER.do': 'Switch on a machine of the school and try again.',
  'error.SD-SERVICE-UNKNOWN': 'There is no service {service}.',
  'error.SD-SERVICE-UNKNOWN.do': 'See the services: schooldrum services',
  'error.SD-OUTAGE-UNKNOWN': 'There is no incident {id}.',
  'error.SD-OUTAGE-UNKNOWN.do': 'See the incidents: schooldrum outages',
  'error.SD-DIGEST-UNKNOWN': 'There is no receiver {id} of the digest.',
  'error.SD-DIGEST-UNKNOWN.do': 'See the list: schooldrum digest list',
  'error.SD-DIGEST-UNSENT': 'The digest to {address} could not be sent ({reason}).',
  'error.SD-DIGEST-UNSENT.do': 'Check the address and the mail server in broker.toml.',
  'error.SD-SHEET-INVALID': 'The sheet {path} cannot be read ({reason}).',
  'error.SD-SHEET-INVALID.do': 'Save it again as XLSX or CSV (UTF-8).',
  'error.SD-MEASURING-FAILED': 'The measuring point for lines does not run ({reason}).',
  'error.SD-MEASURING-FAILED.do':
    'The broker takes reports all the same. Check the measuring ports in broker.toml.',
} as const;
