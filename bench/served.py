"""What gunicorn serves during the measures: the application, its clock put inside the campaign."""

import os
from datetime import datetime

from app import create_app
from bench.product import BEFORE
from bench.serving import NOW_VARIABLE
from recruitment.core import clock

_now = os.environ.get(NOW_VARIABLE)
_offset = (datetime.fromisoformat(_now) if _now else BEFORE) - clock.wall()
clock.simulate(lambda: _offset)
application = create_app()
