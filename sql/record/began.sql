-- title: When the record of a database begins
select min(s.at) as began
from sample as s
where s.target = :target
