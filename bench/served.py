"""What gunicorn serves during the measures: the application, its clock put inside the campaign."""

from app import create_app
from bench.product import BEFORE
from recruitment.core import clock

_offset = BEFORE - clock.wall()
clock.simulate(lambda: _offset)
application = create_app()
