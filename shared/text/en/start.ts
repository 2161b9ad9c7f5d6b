export const startEn = {
  'start.help':
    'npm start -- [--once] [--json | --csv] [--lang vi|en] [--data DIR]: this machine as a one-school installation; --once prints and ends',
  'start.preparing': 'Schooldrum: preparing {path} …',
  'start.school': 'School of this computer',
  'start.waiting': 'Waiting for the first report of this computer …',
  'start.running': 'Broker and agent keep running; logs in {path}. Ctrl-C stops them.',
  'start.stopping': 'Stopping …',
  'error.SD-START-FAILED': '{program} did not start: {reason}.',
  'error.SD-START-FAILED.do': 'See {log}.',
  'error.SD-START-NO-REPORT': 'This computer has not reported within {seconds} s.',
  'error.SD-START-NO-REPORT.do': 'See {log}, or run schooldrum-agent doctor.',
} as const;
