"""Several hosts on one machine: what is lost, and what comes twice, when some of them die.

``python -m bench.scaling``, run by hand as root on Linux, needs what production has beside
riskapp (``apt-get install pgbouncer rabbitmq-server haproxy``) and a stand-in for a bucket
(``moto_server``, in an environment of its own: ``MOTO_SERVER=/path/to/moto_server``). Every host
is a network namespace with a name, an address and a ``/tmp`` of its own; nothing leaves them, and
they are gone when it ends. Its table stands in docs/scaling.md.
"""
